"""Pages to mark a step of a pair as done, open it again, move it or skip it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.models import User
from mentoring.notifications.answering.views import View, behind_a_link
from mentoring.web import refusals, render
from mentoring.web.forms import PlainForm
from pairings.pair import access as pair_access
from pairings.touchpoints import access
from pairings.touchpoints import actions as touchpoints
from pairings.touchpoints.forms import MoveForm, SkipForm
from pairings.touchpoints.models import Touchpoint

Page = Callable[[HttpRequest, str, User, Touchpoint], HttpResponse]


def by_link(action: str, kind: str) -> Callable[[Page], View]:
    def decorate(page: Page) -> View:
        @behind_a_link
        @wraps(page)
        def view(request: HttpRequest, token: str) -> HttpResponse:
            user, touchpoint = access.touchpoint_by_link(token, action=action, kind=kind)
            return page(request, token, user, touchpoint)

        return view

    return decorate


@login_required
@require_POST
def step_done(request: HttpRequest, pk: int) -> HttpResponse:
    return _change_step(request, pk, touchpoints.mark_done, "Done. Well done.")


@login_required
@require_POST
def step_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _change_step(request, pk, touchpoints.reopen_marked, "The step is open again.")


def _change_step(request: HttpRequest, pk: int, act: Callable[..., None], message: str) -> HttpResponse:
    user = pair_access.signed_in(request)
    touchpoint: Touchpoint = access.touchpoint_visible(user, pk)
    with refusals.back_to(request, "pair", pk=touchpoint.pairing_id):
        act(touchpoint, by=user, now=timezone.now())
    return render.done(request, "pair", message, pk=touchpoint.pairing_id)


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
    user = pair_access.signed_in(request)
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
    user, pairing = pair_access.signed_in(request), touchpoint.pairing
    if form.is_valid():
        with refusals.on(form) as done:
            act(touchpoint, by=user, now=timezone.now(), **form.cleaned_data)
        if done:
            return render.done(request, "pair", message, pk=pairing.pk)
    partner = pairing.partner_of(user) if pairing.has(user) else None
    context: dict[str, Any] = {"form": form, "touchpoint": touchpoint, "pairing": pairing, "partner": partner}
    return render.form_page(request, f"pairings/touchpoints/{page}.html", context)
