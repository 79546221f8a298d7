"""The goal review: one goal after another, one decision each."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from goals import access, queries
from goals.actions import reviews
from goals.forms.reviews import DecisionForm
from goals.models import Goal
from goals.queries import Review, talk
from goals.views.goals import number
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import integrity, render
from pairings.models import Pairing


@login_required
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """The goal to decide on now; where there is none, the end. `?held=` shows a review that is over."""
    pairing = access.pairing_to_change(request.user, pk)
    if request.method == "POST":
        return _decide(request, pairing) if "goal" in request.POST else _hold(request, pairing)
    seen = queries.review_of(pairing, held=access.held_review(pairing, request.GET.get("held", "")))
    if seen.goal:
        return _page(request, seen, seen.goal, _form(request, seen.goal))
    context = {"pairing": pairing, "partner": pairing.partner_of(request.user), "seen": seen}
    return render.page(request, "goals/review_end.html", context)


def _decide(request: SignedInRequest, pairing: Pairing) -> HttpResponse:
    goal = access.goal_of_pair_to_change(request.user, pairing, number(request.POST["goal"]) or 0)
    form = _form(request, goal)
    if not form.is_valid():
        return _page(request, queries.review_of(pairing), goal, form)
    try:
        with integrity.sentences():
            review = reviews.decide(goal, by=request.user, now=timezone.now(), **form.decision())
    except integrity.Refused as refused:
        return _say(request, pairing, goal, form, refused)
    query = f"?held={review.pk}" if review.held_at else ""
    return render.done(request, f"{request.path}{query}")


def _say(
    request: SignedInRequest, pairing: Pairing, goal: Goal, form: DecisionForm, refused: integrity.Refused
) -> HttpResponse:
    """On the form, with the goal as it stands now; where nothing is to be decided on it any more, on the next page."""
    seen = queries.review_of(pairing)
    if goal.pk not in [other.pk for other in seen.to_decide]:
        return render.refused(request, "goal_review", refused.sentence, pk=pairing.pk)
    form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    form.show_as_seen(queries.version_number(goal))
    return _page(request, seen, access.goal_to_change(request.user, goal.pk), form)


def _hold(request: SignedInRequest, pairing: Pairing) -> HttpResponse:
    try:
        held = reviews.hold(pairing, by=request.user, now=timezone.now())
    except integrity.Refused as refused:
        return render.refused(request, "goal_review", refused.sentence, pk=pairing.pk)
    return render.done(request, f"{request.path}?held={held.pk}")


def _form(request: SignedInRequest, goal: Goal) -> DecisionForm:
    posted = request.POST if request.method == "POST" else None
    version = queries.version_number(goal)
    return DecisionForm(posted, of=goal, version=version, today=goal.pairing.program.today(timezone.now()))


def _page(request: SignedInRequest, seen: Review, goal: Goal, form: DecisionForm) -> HttpResponse:
    context = {
        "pairing": seen.pairing,
        "partner": seen.pairing.partner_of(request.user),
        "seen": seen,
        "goal": goal,
        "outline": queries.outline(goal, request.user),
        "milestones": list(goal.milestones.all()[:20]),
        "comments": list(talk.comments(goal)[:3]),
        "form": form,
    }
    return render.form_page(request, "goals/review.html", context)
