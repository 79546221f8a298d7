"""Pages of the agreement: read it, change it together, sign it, look at it again."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.answering import views as answering
from mentoring.notifications.answering.views import behind_a_link
from mentoring.web import numbers, refusals, render
from pairings.agreement import access, actions, drafting, queries
from pairings.agreement.forms import LABELS, AgreementForm
from pairings.agreement.models import AgreementVersion
from pairings.drafts import actions as drafts
from pairings.drafts import queries as draft_queries
from pairings.drafts.forms import Typed, seen_of
from pairings.drafts.models import Draft
from pairings.drafts.views import Place, keep
from pairings.expectations import queries as expectations
from pairings.pair import access as pair_access
from pairings.pair.access import View
from pairings.pair.acting import ENDED
from pairings.pair.models import Pairing


@login_required
def agreement(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = pair_access.view_for_pair(request.user, pk)
    reading = queries.reading(seen)
    context = _context(seen, request.user) | {"reading": reading}
    if reading.current is None:
        context["is_open"] = expectations.are_open(seen.pairing)
    return render.page(request, "pairings/agreement/beginning_agreement.html", context)


@login_required
def version(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    seen = pair_access.view_for_pair(request.user, pk)
    context = _context(seen, request.user) | {"version": access.agreement_version(seen, number)}
    return render.page(request, "pairings/agreement/beginning_agreement_version.html", context)


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Saves a new version. If the partner was faster, the page comes back with both texts."""
    seen = pair_access.view_for_pair(request.user, pk)
    return form_of(request, seen, _typed(request, seen.pairing))


def form_of(request: SignedInRequest, seen: View, typed: Typed) -> HttpResponse:
    """The form, filled with the draft if there is one; bound if it was sent to be saved."""
    user, pk = request.user, seen.pairing.pk
    if not seen.pairing.is_live:
        return render.refused(request, "agreement", ENDED, pk=pk)
    current = actions.newest(seen.pairing)
    if current is None:
        return redirect("agreement", pk=pk)
    is_sent = request.method == "POST" and typed.is_kept
    first = {"text": typed.values.get("text", current.text), "seen": current.number}
    form = AgreementForm(request.POST if is_sent else None, initial=first)
    if form.is_valid():
        with refusals.on(form) as done:
            actions.change(seen.pairing, by=user, now=timezone.now(), **form.cleaned_data)
        if done:
            drafts.drop(seen.pairing, None, about=Draft.About.AGREEMENT, seen=typed.seen, by=user)
            return render.done(request, "agreement", _saved(form), pk=pk)
    newer = _newer(form, seen.pairing) if is_sent else _since(typed, current)
    context = _context(seen, user) | {"form": form, "newer": newer, "typed": typed, "about": Draft.About.AGREEMENT}
    context["reading"] = queries.reading(seen)
    return render.form_page(request, "pairings/agreement/beginning_agreement_edit.html", context)


def _saved(form: AgreementForm) -> str:
    if drafting.open_places(form.cleaned_data["text"]):
        return "Saved. You can both sign once nothing in it is still to be agreed."
    return "Saved. Now each of you can sign it."


@login_required
@require_POST
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = pair_access.view_for_pair(request.user, pk)
    if not seen.pairing.is_live:
        raise PermissionDenied
    place = Place(seen.pairing, None, Draft.About.AGREEMENT, "agreement_edit", pk, LABELS)
    return keep(request, place, lambda typed: form_of(request, seen, typed))


def _typed(request: SignedInRequest, pairing: Pairing) -> Typed:
    """What the page starts with: the draft or, once the form was sent, the version of the draft that it knows."""
    if request.method == "POST":
        return Typed(seen=seen_of(request.POST))
    draft = draft_queries.of(pairing, None, request.user, about=Draft.About.AGREEMENT)
    return Typed(draft=draft, seen=draft.version, values=draft.values) if draft else Typed()


def _since(typed: Typed, current: AgreementVersion) -> AgreementVersion | None:
    """The version saved since the draft was begun, to show beside it; None if there is none."""
    begun_on = typed.values.get("seen", "")
    return current if begun_on and begun_on != str(current.number) else None


@login_required
@require_POST
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    message = "Here is a first draft. Change it together until it fits."
    return _act(request, pk, actions.begin, message)


@login_required
@require_POST
def again(request: SignedInRequest, pk: int) -> HttpResponse:
    message = "Here are the same words to look at again. The signed version can still be read below."
    return _act(request, pk, actions.look_again, message)


@login_required
@require_POST
def sign(request: SignedInRequest, pk: int) -> HttpResponse:
    number = numbers.whole(request.POST.get("number"))  # of the version on the page
    return _act(request, pk, lambda pairing, **how: actions.sign(pairing, number=number, **how), "You have signed.")


@behind_a_link
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link in the mail. It signs the version the link was made for, without signing in."""
    user, version = access.agreement_by_link(token)
    sentence = ""
    if request.method == "POST":
        with refusals.kept() as done:
            actions.sign(version.pairing, number=version.number, by=user, now=timezone.now())
        if done:
            return render.done(request, "agreement_answer", token=token)
        sentence = done.sentence
    return _closed(request, version, user, sentence) or render.page(
        request,
        "pairings/agreement/beginning_agreement_answer.html",
        {
            "version": version,
            "partner": version.pairing.partner_of(user),
            "token": token,
            "refused": sentence,
            "open_places": drafting.open_places(version.text),
        },
        status=422 if sentence else 200,
    )


def _closed(request: HttpRequest, version: AgreementVersion, user: User, refused: str) -> HttpResponse | None:
    page, newest = reverse("agreement", args=[version.pairing_id]), actions.newest(version.pairing)
    if not version.pairing.is_live:
        return answering.over(request, refused or "This pair has ended.", sign_in=page)
    if queries.has_signed(version, user) and not refused:
        return answering.answered(request, sign_in=page)
    if newest is None or newest.pk != version.pk:
        return answering.over(request, refused or "The text has changed since.", sign_in=page)
    return None


def _act(request: SignedInRequest, pk: int, act: Callable[..., Any], message: str) -> HttpResponse:
    seen = pair_access.view_for_pair(request.user, pk)
    with refusals.back_to(request, "agreement", pk=pk):
        act(seen.pairing, by=request.user, now=timezone.now())
    return render.done(request, "agreement", message, pk=pk)


def _newer(form: AgreementForm, pairing: Pairing) -> AgreementVersion | None:
    """The version saved since the form was opened, to show beside what was typed; None if there is none."""
    stands = actions.newest(pairing)
    if not form.is_bound or stands is None or str(stands.number) == form.data.get("seen"):
        return None
    form.show_as_seen(stands)
    return stands


def _context(seen: View, user: User) -> dict[str, Any]:
    return {"seen": seen, "pairing": seen.pairing, "partner": seen.pairing.partner_of(user)}
