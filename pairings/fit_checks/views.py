"""“Does it fit?”, on a page or behind the link in a mail; only the coordinators read the answer."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.answering import views as answering
from mentoring.notifications.answering.views import behind_a_link
from mentoring.web import refusals, render
from pairings.fit_checks import actions, queries
from pairings.fit_checks.forms import FitCheckForm, chosen_answer
from pairings.fit_checks.models import FitCheck
from pairings.pair import access as pair_access
from pairings.pair.acting import ENDED
from pairings.pair.models import Pairing


@login_required
def fit_check(request: SignedInRequest, pk: int) -> HttpResponse:
    pairing = pair_access.view_for_pair(request.user, pk).pairing
    if request.method == "POST" and not pairing.is_live:
        return render.refused(request, "fit_check", ENDED, pk=pk)
    form = _form(request, pairing, request.user)
    if form.is_valid():
        with refusals.on(form) as done:
            actions.answer(pairing, by=request.user, now=timezone.now(), **form.cleaned_data)
        if done:
            return render.done(request, "fit_check", pk=pk)
    return _page(request, form, pairing, request.user)


@login_required
@require_POST
def wish(request: SignedInRequest, pk: int) -> HttpResponse:
    pairing = pair_access.view_for_pair(request.user, pk).pairing
    wished, now = request.POST.get("wish", ""), timezone.now()
    with refusals.back_to(request, "fit_check", pk=pk):
        if wished in FitCheck.Wish.values:
            actions.wish(pairing, wish=wished, by=request.user, now=now)
        else:
            actions.one_more_session(pairing, by=request.user, now=now)
    return render.done(request, "fit_check", pk=pk)


@behind_a_link
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Without signing in. GET only preselects the answer of the link; only POST saves it."""
    user, pairing = pair_access.pairing_by_link(token, action="fit")
    page = reverse("fit_check", args=[pairing.pk])
    if not pairing.is_live:
        return answering.over(request, "This pair has ended.", sign_in=page)
    if queries.has_answered(pairing, user, now=timezone.now()) and answering.only_looks(request):
        return answering.answered(request, sign_in=page, may_change=True)
    form = _form(request, pairing, user, by_link=True)
    if form.is_valid():
        with refusals.on(form) as done:
            actions.answer(pairing, by=user, now=timezone.now(), **form.cleaned_data)
        if done:
            return render.done(request, "fit_check_answer", token=token)
    return _page(request, form, pairing, user, token=token)


def _form(request: HttpRequest, pairing: Pairing, user: User, *, by_link: bool = False) -> FitCheckForm:
    if request.method == "POST":
        return FitCheckForm(request.POST)
    said = None if by_link else queries.own_fit_check(pairing, user)
    answer = chosen_answer(request.GET.get("answer")) or (said.answer if said else None)
    return FitCheckForm(initial={"answer": answer, "words": said.words if said else ""})


def _page(request: HttpRequest, form: FitCheckForm, pairing: Pairing, user: User, *, token: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "pairing": pairing,
        "program": pairing.program,
        "partner": pairing.partner_of(user),
        "said": None if token else queries.own_fit_check(pairing, user),
        "token": token,
    }
    return render.form_page(request, "pairings/fit_checks/beginning_fit_check.html", context)
