"""The promises of a pair: make one, change it, keep it, let it go."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import refusals, render
from pairings.pair import access as pair_access
from pairings.pair.models import Pairing
from pairings.promises import access, queries
from pairings.promises import actions as promises
from pairings.promises.forms import ChangeForm, LetGoForm, MakeForm


@login_required
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    user, now = request.user, timezone.now()
    pairing = pair_access.view_for_pair(user, pk).pairing
    sent = request.POST if request.method == "POST" else None
    form = MakeForm(sent, pairing=pairing, sides=sides(pairing, user), today=user.today(now))
    if form.is_valid() and (wish := form.wish()):
        with refusals.on(form) as done:
            promises.make(pairing, wish, by=user, now=now, form_key=form.cleaned_data["form_key"])
        if done:
            return render.done(request, "promises", "The promise is written down.", pk=pk)
    context: dict[str, Any] = {
        "form": form,
        "pairing": pairing,
        "partner": pairing.partner_of(user),
        "kept": queries.kept(pairing, now=now),
        **_lists(pairing, user, now, most=None if "all" in request.GET else queries.MOST),
    }
    return render.form_page(request, "pairings/promises/promises.html", context)


@login_required
@require_POST
def kept(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, pk, promises.keep, "Kept. Well done.")


@login_required
@require_POST
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, pk, promises.reopen, "The promise is open again.")


@login_required
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    user = request.user
    promise = access.promise_for_pair(user, pk)
    if promise.owner.user_id != user.pk:
        raise PermissionDenied("Only who has promised it can change it.")
    first = {"text": promise.text, "due_on": promise.due_on, "seen": promise.fingerprint}
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        with refusals.on(form) as done:
            promises.change(promise, by=user, now=timezone.now(), **form.cleaned_data)
        if done:
            return render.done(request, "promises", "The promise is changed.", pk=promise.pairing_id)
        form.show_as_seen(access.promise_for_pair(user, pk).fingerprint)
    context = {"form": form, "promise": promise, "partner": promise.pairing.partner_of(user)}
    return render.form_page(request, "pairings/promises/promise_change.html", context)


@login_required
def let_go(request: SignedInRequest, pk: int) -> HttpResponse:
    user = request.user
    promise = access.promise_for_pair(user, pk)
    if promise.owner.user_id != user.pk:
        raise PermissionDenied("Only who has promised it can let it go.")
    form = LetGoForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals.on(form) as done:
            promises.let_go(promise, word=form.cleaned_data["word"], by=user, now=timezone.now())
        if done:
            return render.done(request, "promises", "It is let go.", pk=promise.pairing_id)
    context = {"form": form, "promise": promise, "partner": promise.pairing.partner_of(user)}
    return render.form_page(request, "pairings/promises/promise_let_go.html", context)


def sides(pairing: Pairing, user: User) -> list[tuple[str, str]]:
    """Who can promise, the user first."""
    two = [("mentor", pairing.mentor.user), ("mentee", pairing.mentee.user)]
    two.sort(key=lambda side: side[1].pk != user.pk)
    return [(side, "I" if person.pk == user.pk else person.first_name) for side, person in two]


def _lists(pairing: Pairing, user: User, now: datetime, *, most: int | None) -> dict[str, Any]:
    lists = [list(rows(pairing, user)[: most and most + 1]) for rows in (queries.open_of, queries.settled_of)]
    is_cut = most is not None and max(map(len, lists)) > most
    open_ = [(one, queries.when(one.due_on, owner=one.owner.user, reader=user, now=now)) for one in lists[0][:most]]
    return {"open": open_, "settled": lists[1][:most], "is_cut": is_cut}


def _act(request: SignedInRequest, pk: int, act: Callable[..., None], message: str) -> HttpResponse:
    promise = access.promise_for_pair(request.user, pk)
    with refusals.back_to(request, "promises", pk=promise.pairing_id):
        act(promise, by=request.user, now=timezone.now())
    return render.done(request, "promises", message, pk=promise.pairing_id)
