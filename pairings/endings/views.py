"""Pages of the ending: where it stands, finish it together, end early by both or alone, and what comes next."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import numbers, refusals, render
from pairings.agenda.prompts import END
from pairings.endings import actions, certificate, outcomes, queries
from pairings.endings.forms import DepartureForm, ProposalForm, WishForm
from pairings.farewells import queries as farewells
from pairings.pair import access as pair_access
from pairings.pair.access import View
from pairings.pair.acting import ENDED
from pairings.sessions import queries as session_queries


@login_required
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = pair_access.pairing_visible(request.user, pk)
    if not seen.is_pair:
        return render.page(request, "pairings/endings/ending_seen.html", _seen(seen))
    queries.load(seen.pairing)
    context = _context(seen) | {"both": farewells.thanks(seen), "reflections": farewells.reflections(seen)}
    context |= {"gained": outcomes.then_and_now(seen.pairing)}
    if seen.pairing.is_live:
        return render.page(request, "pairings/endings/ending.html", context | {"prompts": END.prompts})
    sessions: int = seen.pairing.session_count  # type: ignore[attr-defined]  # from load()
    context |= {"parted": queries.parted(seen.pairing, request.user)}
    context |= {"has_certificate": certificate.is_given(seen.pairing, sessions)}
    context |= {"wish": queries.own_wish(seen), "until": session_queries.last_day_to_log(seen.pairing)}
    today = seen.pairing.program.today(timezone.now())
    context |= {"may_log": session_queries.may_be_added_to(seen.pairing, today=today)}
    return render.page(request, "pairings/endings/ending_after.html", context)


@login_required
@require_POST
def finish(request: SignedInRequest, pk: int) -> HttpResponse:
    said = request.POST.get("said", "")
    if said == "not_yet":
        return _act(request, pk, actions.not_finished, "Take the time you need.")
    return _act(request, pk, actions.finish, "Noted.", at_once=said == "at_once")


@login_required
def early(request: SignedInRequest, pk: int) -> HttpResponse:
    """Proposes to end early; the page also says what they could do instead."""
    seen = pair_access.view_for_pair(request.user, pk)
    form = ProposalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not seen.pairing.is_live:
        return render.refused(request, "ending", ENDED, pk=pk)
    if form.is_valid():
        with refusals.on(form) as done:
            actions.propose(seen.pairing, by=request.user, now=timezone.now(), **form.cleaned_data)
        if done:
            message = f"{seen.pairing.partner_of(request.user).first_name} is told, and can agree or say “not yet”."
            return render.done(request, "ending", message, pk=pk)
    return render.form_page(request, "pairings/endings/ending_early.html", _context(seen) | {"form": form})


@login_required
@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    acts: dict[str, tuple[Callable[..., Any], str]] = {
        "agree": (actions.agree, "You have ended together. Thank you for doing it openly."),
        "withdraw": (actions.withdraw, "Taken back. You go on as before."),
    }
    act, message = acts.get(request.POST.get("answer", ""), (actions.not_yet, "You go on as before."))
    return _act(request, pk, act, message, proposal=numbers.whole(request.POST.get("proposal")))


@login_required
def part(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = pair_access.view_for_pair(request.user, pk)
    form = DepartureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not seen.pairing.is_live:
        return render.refused(request, "ending", ENDED, pk=pk)
    if form.is_valid():
        with refusals.on(form) as done:
            actions.part(seen.pairing, by=request.user, now=timezone.now(), **form.cleaned_data)
        if done:
            return render.done(request, "ending", pk=pk)
    return render.form_page(request, "pairings/endings/ending_part.html", _context(seen) | {"form": form})


@login_required
def wish(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = pair_access.view_for_pair(request.user, pk)
    said = queries.own_wish(seen)
    wished = request.GET.get("wish", "") or (said.wish if said else None)
    initial = {"wish": wished, "words": said.words if said else ""}
    form = WishForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        with refusals.on(form) as done:
            actions.wish(seen.pairing, by=request.user, now=timezone.now(), **form.cleaned_data)
        if done:
            return render.done(request, "ending", "Your note is with the coordinators.", pk=pk)
    return render.form_page(request, "pairings/endings/ending_wish.html", _context(seen) | {"form": form, "said": said})


def _act(request: SignedInRequest, pk: int, act: Callable[..., Any], message: str, **how: Any) -> HttpResponse:
    seen = pair_access.view_for_pair(request.user, pk)
    with refusals.back_to(request, "ending", pk=pk):
        act(seen.pairing, by=request.user, now=timezone.now(), **how)
    return render.done(request, "ending", message, pk=pk)


def _context(seen: View) -> dict[str, Any]:
    now, pairing = timezone.now(), seen.pairing
    state = queries.state(pairing, seen.viewer, now=now)
    return {
        "seen": seen,
        "pairing": pairing,
        "partner": pairing.partner_of(seen.viewer),
        "state": state,
        "unlogged": queries.unlogged(pairing, seen.viewer, now=now),
        "is_short": queries.is_short(pairing, today=pairing.program.today(now)),
    }


def _seen(seen: View) -> dict[str, Any]:
    return {
        "pairing": seen.pairing,
        "departure": queries.departure(seen.pairing),
        "wishes": queries.wishes(seen.pairing),
    }
