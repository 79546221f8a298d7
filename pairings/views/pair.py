"""The page of one pair, its steps, and what a coordinator does with it: pause, resume, end."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.web import integrity, render
from mentoring.web.forms import PlainForm
from pairings import access
from pairings.actions import pairing, touchpoints
from pairings.forms.pairs import EndForm, PauseForm
from pairings.models import Touchpoint
from pairings.queries import pair as queries
from pairings.queries import steps, timeline

RECENT = 8  # rows of each list on a pair's page; the rest of a long story is one link away


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, now = access.signed_in(request), timezone.now()
    seen = access.pairing_visible(user, pk, **queries.shown_to_all())
    queries.load_own_cards(seen)
    shown, one_more = (None, None) if "all" in request.GET else (RECENT, RECENT + 1)
    told = timeline.of_pairing(seen, today=seen.pairing.program.today(now), past=shown)
    # The pair's next step asks which check-ins are answered, of all of them.
    check_ins = queries.check_ins(seen, most=None if seen.is_pair else one_more)
    sessions = list(queries.sessions(seen)[:one_more])
    context: dict[str, Any] = {
        "seen": seen,
        "pairing": seen.pairing,
        "program": seen.pairing.program,
        "timeline": told,
        "check_ins": check_ins[:shown],
        "sessions": sessions[:shown],
        "is_cut": told.is_cut or (shown is not None and max(len(check_ins), len(sessions)) > shown),
    }
    if seen.is_pair:
        answered = {check_in.touchpoint_id for check_in in check_ins} | told.written
        context["partner"] = seen.pairing.partner_of(user)
        context["answers"] = queries.partner_answers(seen)
        if seen.pairing.is_live:
            context["step"] = steps.of_pairing(seen.pairing, user, told.open, answered=answered, now=now)
    return render.page(request, "pairings/pair.html", context)


@login_required
@require_POST
def step_done(request: HttpRequest, pk: int) -> HttpResponse:
    return _change_step(request, pk, touchpoints.mark_done, "Done. Well done.")


@login_required
@require_POST
def step_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _change_step(request, pk, touchpoints.reopen_marked, "The step is open again.")


@login_required
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    user = access.signed_in(request)
    pair = access.pairing_for_coordinator(user, pk)
    form = PauseForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _act(form, lambda: pairing.pause(pair, by=user, now=timezone.now(), **form.cleaned_data)):
        return render.done(request, "pair", "They are taking a pause. No reminders until they are back.", pk=pk)
    return render.form_page(request, "pairings/pair_pause.html", {"pairing": pair, "form": form})


@login_required
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    user = access.signed_in(request)
    pair = access.pairing_for_coordinator(user, pk)
    try:
        pairing.resume(pair, by=user, now=timezone.now())
    except integrity.Refused as refused:
        messages.warning(request, refused.sentence)
        return redirect("pair", pk=pk)
    return render.done(request, "pair", "They are back. Their open steps have moved by the days they were away.", pk=pk)


@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    user = access.signed_in(request)
    pair = access.pairing_for_coordinator(user, pk)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _act(form, lambda: pairing.end(pair, by=user, now=timezone.now(), **form.cleaned_data)):
        return render.done(request, "pair", "The pair has ended. Both can still read what they wrote.", pk=pk)
    return render.form_page(request, "pairings/pair_end.html", {"pairing": pair, "form": form})


def _change_step(request: HttpRequest, pk: int, act: Callable[..., None], message: str) -> HttpResponse:
    user = access.signed_in(request)
    touchpoint: Touchpoint = access.touchpoint_visible(user, pk)
    try:
        act(touchpoint, by=user, now=timezone.now())
    except integrity.Refused as refused:
        messages.warning(request, refused.sentence)
        return redirect("pair", pk=touchpoint.pairing_id)
    return render.done(request, "pair", message, pk=touchpoint.pairing_id)


def _act(form: PlainForm, act: Callable[[], None]) -> bool:
    """Whether it was done; where it was refused, the sentence is on the form."""
    try:
        with integrity.sentences():
            act()
    except integrity.Refused as refused:
        form.add_error(refused.field, refused.sentence)
        return False
    return True
