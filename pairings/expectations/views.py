"""Expectations: answered alone with a draft that saves itself, handed in, opened together."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import refusals, render
from pairings.expectations import actions, queries
from pairings.expectations.forms import ExpectationForm, values_of
from pairings.expectations.models import Expectation
from pairings.pair import access as pair_access
from pairings.pair.access import View
from pairings.pair.acting import ENDED

PAGE = "pairings/expectations/beginning_expectations.html"


@login_required
def expectations(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET shows what the viewer may see. POST saves a draft; with `save` or `hand_in` a button was pressed."""
    user = request.user
    seen = pair_access.view_for_pair(user, pk)
    if request.method == "POST":
        return _keep(request, seen)
    found = queries.of_pair(seen)
    mine = found.get("mine")
    is_writing = seen.pairing.is_live and not (mine and mine.handed_in_at)
    context = _context(seen, user) | {"mine": mine, "is_writing": is_writing}
    if is_writing:
        context |= {"form": ExpectationForm(initial=values_of(mine))}
    if mine and "theirs" in found:
        may_look_again = queries.may_look_again(seen.pairing)
        context |= {"rows": queries.side_by_side(mine, found["theirs"]), "may_look_again": may_look_again}
    return render.page(request, PAGE, context)


@login_required
@require_POST
def again(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = pair_access.view_for_pair(request.user, pk)
    with refusals.back_to(request, "expectations", pk=pk):
        actions.look_again(seen.pairing, by=request.user, now=timezone.now())
    return render.done(request, "expectations", "Good. The step is done.", pk=pk)


def _keep(request: SignedInRequest, seen: View) -> HttpResponse:
    if not seen.pairing.is_live:
        return render.refused(request, "expectations", ENDED, pk=seen.pairing.pk)
    hands_in, pressed = "hand_in" in request.POST, "hand_in" in request.POST or "save" in request.POST
    form = ExpectationForm(request.POST, is_draft=not hands_in)
    saved = _save(form, seen, request.user, hands_in=hands_in)
    if saved and pressed:
        return render.done(request, "expectations", _said(saved, seen, request.user), pk=seen.pairing.pk)
    context = _context(seen, request.user) | {"form": form, "is_writing": True, "saved": saved}
    if not pressed:
        return render.page(request, PAGE, context, partial="draft")
    return render.form_page(request, PAGE, context | {"newer": _newer(form, seen)})


def _save(form: ExpectationForm, seen: View, by: User, *, hands_in: bool) -> Expectation | None:
    if not form.is_valid():
        return None
    act = actions.hand_in if hands_in else actions.save
    page = {"window": form.cleaned_data["window"], "seen": form.cleaned_data["seen"]}
    with refusals.on(form) as done:
        saved = act(seen.pairing, actions.Answers(**form.answers()), by=by, now=timezone.now(), **page)
    return saved if done else None


def _newer(form: ExpectationForm, seen: View) -> list[tuple[str, str]]:
    """(label, words) of what another window has saved since this page was opened, where it differs."""
    stands = queries.of_pair(seen).get("mine")
    known = (str(stands.version), str(stands.window)) if stands else ("", "")
    if stands is None or known[0] == form.data.get("seen") or known[1] == form.data.get("window"):
        return []
    here = {name: form.data.get(name, "") for name in ("hopes", "reach", "between_us", "would_stop")}
    words = [(str(form[name].label), getattr(stands, name)) for name in here if getattr(stands, name) != here[name]]
    if stands.rhythm and stands.rhythm != form.data.get("rhythm"):
        words.append((str(form["rhythm"].label), stands.get_rhythm_display()))
    if stands.ways and set(stands.ways) != set(form["ways"].value() or []):
        words.append((str(form["ways"].label), ", ".join(stands.way_labels)))
    form.show_as_seen(stands.version)
    return words


def _said(saved: Expectation, seen: View, user: User) -> str:
    if not saved.handed_in_at:
        return "Your draft is saved. Nobody but you reads it."
    if queries.has_opened(saved):
        return "Both have answered: here are your answers, side by side."
    return f"Handed in. Both answers open once {seen.pairing.partner_of(user).first_name} has answered."


def _context(seen: View, user: User) -> dict[str, Any]:
    return {"seen": seen, "pairing": seen.pairing, "partner": seen.pairing.partner_of(user)}
