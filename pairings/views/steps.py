"""One step of a pair: move it to another day, or leave it out this time."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mentoring.web import integrity, render
from mentoring.web.forms import PlainForm
from pairings import access
from pairings.actions import touchpoints
from pairings.forms.steps import MoveForm, SkipForm
from pairings.models import Touchpoint


@login_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    touchpoint = _own(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = MoveForm(posted, initial={"to": max(touchpoint.due_on, touchpoint.pairing.program.today(timezone.now()))})
    return _answer(request, touchpoint, form, touchpoints.move, "step_move", "The step has moved.")


@login_required
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    touchpoint = _own(request, pk)
    form = SkipForm(request.POST if request.method == "POST" else None)
    return _answer(request, touchpoint, form, touchpoints.skip, "step_skip", "The step is skipped.")


def _own(request: HttpRequest, pk: int) -> Touchpoint:
    user = access.signed_in(request)
    touchpoint = access.touchpoint_visible(user, pk)
    if not touchpoints.may_be_moved_by(touchpoint, user):
        raise PermissionDenied
    return touchpoint


def _answer(
    request: HttpRequest,
    touchpoint: Touchpoint,
    form: PlainForm,
    act: Callable[..., None],
    page: str,
    message: str,
) -> HttpResponse:
    user, pairing = access.signed_in(request), touchpoint.pairing
    if form.is_valid():
        try:
            with integrity.sentences():
                act(touchpoint, by=user, now=timezone.now(), **form.cleaned_data)
        except integrity.Refused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            return render.done(request, "pair", message, pk=pairing.pk)
    partner = pairing.partner_of(user) if pairing.has(user) else None
    context: dict[str, Any] = {"form": form, "touchpoint": touchpoint, "pairing": pairing, "partner": partner}
    return render.form_page(request, f"pairings/{page}.html", context)
