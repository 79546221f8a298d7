"""Raise a concern after seeing who will get it; for coordinators, list concerns, read one and close it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import numbers, refusals, render
from pairings.concerns import access, queries
from pairings.concerns import actions as concerns
from pairings.concerns.forms import ConcernForm
from pairings.concerns.models import Concern
from pairings.messages.forms import NoteForm
from pairings.pair import access as pair_access
from pairings.pair import outside_coordinators
from programs.program import namesakes
from programs.program.access import program_for_coordinator, runs


@login_required
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_for_coordinator(request.user, pk)
    page = queries.of_program(program, request.user, request)
    return render.page(request, "pairings/concerns/concerns.html", {"program": program, "page_obj": page})


@login_required
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    user = request.user
    pairing = pair_access.view_for_pair(user, pk).pairing
    partner, step = pairing.partner_of(user), request.POST.get("step")
    form = ConcernForm(request.POST if request.method == "POST" else None, partner=partner.first_name)
    if step == "send" and form.is_valid():
        shown = set(numbers.several(request.POST.get("shown")))
        with refusals.on(form) as done:
            concern = concerns.raise_concern(pairing, shown=shown, by=user, now=timezone.now(), **form.cleaned_data)
        if done:
            return render.done(request, "concern", "Your concern is kept, and passed on as you saw it.", pk=concern.pk)
    context: dict[str, Any] = {
        "form": form,
        "pairing": pairing,
        "partner": partner,
        "outside_coordinators": [one.user for one in outside_coordinators.of(pairing)],
        "partner_coordinates": runs(partner, pairing.program),
        "is_preview": form.fits and step != "back",
        "own": queries.own(pairing, user),
    }
    return render.form_page(request, "pairings/concerns/concern_new.html", context)


@login_required
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The author sees the words at once; anybody else sees only that there is a concern and opens it on purpose."""
    concern = access.concern_visible(request.user, pk)
    return _page(request, concern, words=concern.author_id == request.user.pk)


@login_required
@require_POST
def read(request: SignedInRequest, pk: int) -> HttpResponse:
    """Shows the words after recording the reading. There is no redirect: every time it is shown is a reading."""
    concern = access.concern_visible(request.user, pk)
    with refusals.back_to(request, "home"):
        concerns.read(concern, by=request.user, now=timezone.now())
    return _page(request, concern, words=True)


@login_required
@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    concern = access.concern_for_coordinator(request.user, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        with refusals.on(form) as done:
            concerns.close(concern, note=form.cleaned_data["note"], by=request.user, now=timezone.now())
        if done:
            sentence = f"The concern is closed. {concern.author.first_name} gets your note."
            return render.done(request, "concerns", sentence, pk=concern.pairing.program_id)
    return _page(request, concern, words=False, form=form)


def _page(request: SignedInRequest, concern: Concern, *, words: bool, form: NoteForm | None = None) -> HttpResponse:
    user, pairing = request.user, concern.pairing
    is_coordinator = access.coordinates(user, concern)
    context = {
        "concern": concern,
        "pairing": pairing,
        "program": pairing.program,
        "words": words,
        "is_author": concern.author_id == user.pk,
        "is_coordinator": is_coordinator,
        "namesakes": namesakes.addresses(pairing.program) if is_coordinator else {},
        "partner": pairing.partner_of(concern.author),
        "readings": queries.readings(concern) if concern.author_id == user.pk else [],
        "form": form or NoteForm(),
    }
    return render.form_page(request, "pairings/concerns/concern.html", context)
