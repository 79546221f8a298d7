"""A check-in: a rating and, if one wants, a comment for the coordinators; signed in, or by the link in a mail."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.notifications.answering import views as answering
from mentoring.web import refusals, render
from pairings.check_ins import access, queries
from pairings.check_ins import actions as check_ins
from pairings.check_ins.forms import CheckInForm, chosen_rating
from pairings.pair import access as pair_access
from pairings.touchpoints.models import Touchpoint
from pairings.touchpoints.views import by_link
from programs.journey.models import Step


@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    user = pair_access.signed_in(request)
    touchpoint = access.check_in_for_pair(user, pk)
    form = check_in_form(request, touchpoint, user)
    if form.is_valid() and keep(form, touchpoint, user):
        return render.done(request, "pair", "Thank you. Your answer is saved.", pk=touchpoint.pairing_id)
    return check_in_page(request, form, touchpoint, user)


def check_in_form(request: HttpRequest, touchpoint: Touchpoint, user: User, *, by_link: bool = False) -> CheckInForm:
    """Bound if it was posted; otherwise filled with the earlier answer, or with the rating of the link in the mail.

    The link alone doesn't show the earlier answer: the mail may have been forwarded, even to the partner.
    """
    if request.method == "POST":
        return CheckInForm(request.POST)
    said = None if by_link else queries.check_in_of(touchpoint, user)
    rating = chosen_rating(request.GET.get("v")) or (said.rating if said else None)
    return CheckInForm(initial={"rating": rating, "comment": said.comment if said else ""})


def keep(form: CheckInForm, touchpoint: Touchpoint, user: User, *, by_link: bool = False) -> bool:
    """By the link, an empty comment leaves the earlier one alone, since that isn't shown there."""
    rating, comment = form.cleaned_data["rating"], form.cleaned_data["comment"]
    said = queries.check_in_of(touchpoint, user) if by_link and not comment else None
    with refusals.on(form) as done:
        check_ins.answer(
            touchpoint, by=user, rating=rating, comment=said.comment if said else comment, now=timezone.now()
        )
    return done.is_done


def check_in_page(
    request: HttpRequest, form: CheckInForm, touchpoint: Touchpoint, user: User, *, token: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "touchpoint": touchpoint,
        "program": touchpoint.pairing.program,
        "partner": touchpoint.pairing.partner_of(user),
        "said": queries.check_in_of(touchpoint, user),
        "is_needed": queries.is_needed(touchpoint),
        "token": token,
    }
    return render.form_page(request, "pairings/check_ins/check_in.html", context)


@by_link("check-in", Step.Kind.CHECK_IN)
def check_in(request: HttpRequest, token: str, user: User, touchpoint: Touchpoint) -> HttpResponse:
    page = reverse("check_in", args=[touchpoint.pk])
    if not queries.is_needed(touchpoint):
        return answering.over(request, "This check-in is no longer needed.", sign_in=page)
    if queries.check_in_of(touchpoint, user) and answering.only_looks(request):
        return answering.answered(request, sign_in=page, may_change=True)
    form = check_in_form(request, touchpoint, user, by_link=True)
    if form.is_valid() and keep(form, touchpoint, user, by_link=True):
        return render.done(request, "check_in_answer", token=token)
    return check_in_page(request, form, touchpoint, user, token=token)
