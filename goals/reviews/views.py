"""The goal review: one goal after another, one decision each. Proposals are answered here too."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from goals.goals import access as goals_access
from goals.goals import history
from goals.goals import outlines as goals_outlines
from goals.goals import queries as talk
from goals.goals import talking as talk_actions
from goals.goals.forms import NotYetForm
from goals.goals.models import Goal, GoalReview
from goals.reviews import access, queries
from goals.reviews import actions as reviews
from goals.reviews.forms import DecisionForm
from goals.reviews.queries import Review
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import numbers, refusals, render
from pairings.pair.models import Pairing


@login_required
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Shows the proposals to answer first, then the next goal to decide on, and at the end the result.

    `?held=` shows a review that is over, `?later` leaves the proposals for another time.
    """
    user = request.user
    pairing = goals_access.pairing_to_change(user, pk)
    if request.method == "POST" and "answer" in request.POST:
        return _answer(request, pairing)
    if request.method == "POST":
        return _decide(request, pairing) if "goal" in request.POST else _hold(request, pairing)
    seen = queries.review_of(pairing, user, held=access.held_review(pairing, request.GET.get("held", "")))
    if seen.proposal and "later" not in request.GET:
        return _proposal(request, seen, seen.proposal, NotYetForm())
    if seen.goal:
        return _page(request, seen, seen.goal, _form(request, seen.goal))
    context = {"pairing": pairing, "partner": pairing.partner_of(request.user), "seen": seen}
    return render.page(request, "goals/reviews/review_end.html", context)


def _decide(request: SignedInRequest, pairing: Pairing) -> HttpResponse:
    goal = goals_access.goal_of_pair_to_change(request.user, pairing, numbers.whole(request.POST["goal"]))
    form = _form(request, goal)
    if not form.is_valid():
        return _page(request, queries.review_of(pairing, request.user), goal, form)
    with refusals.on(form) as done:
        review = reviews.decide(goal, by=request.user, now=timezone.now(), **form.decision())
    return _go_on(request, review) if done else _say(request, pairing, goal, form, done.sentence)


def _answer(request: SignedInRequest, pairing: Pairing) -> HttpResponse:
    goal = goals_access.goal_of_pair_to_change(request.user, pairing, numbers.whole(request.POST.get("goal")))
    form = NotYetForm(request.POST if request.POST["answer"] == "not-yet" else None)
    if form.is_bound and not form.is_valid():
        return _proposal(request, queries.review_of(pairing, request.user), goal, form)
    version, review = numbers.whole(request.POST.get("version")), None
    with refusals.back_to(request, "goal_review", pk=pairing.pk):
        if form.is_bound:
            talk_actions.say(goal, by=request.user, now=timezone.now(), **form.cleaned_data)
        else:
            review = reviews.agree(goal, version=version, by=request.user, now=timezone.now())
    return _go_on(request, review)


def _go_on(request: SignedInRequest, review: GoalReview | None) -> HttpResponse:
    query = f"?held={review.pk}" if review and review.held_at else "?later=1" if "later" in request.GET else ""
    return render.done(request, f"{request.path}{query}")


def _proposal(request: SignedInRequest, seen: Review, goal: Goal, form: NotYetForm) -> HttpResponse:
    context = _about(request, seen, goal) | {"form": form, "version": history.version_number(goal)}
    return render.form_page(request, "goals/reviews/review_proposal.html", context)


def _say(request: SignedInRequest, pairing: Pairing, goal: Goal, form: DecisionForm, sentence: str) -> HttpResponse:
    """Say why the decision was refused: on the form, with the goal as it is now.

    If there is nothing to decide on this goal any more, say it on the next page instead.
    """
    seen = queries.review_of(pairing, request.user)
    if goal.pk not in [other.pk for other in seen.to_decide]:
        return render.refused(request, "goal_review", sentence, pk=pairing.pk)
    form.show_as_seen(history.version_number(goal))
    return _page(request, seen, goals_access.goal_to_change(request.user, goal.pk), form)


def _hold(request: SignedInRequest, pairing: Pairing) -> HttpResponse:
    with refusals.back_to(request, "goal_review", pk=pairing.pk):
        held = reviews.hold(pairing, by=request.user, now=timezone.now())
    return render.done(request, f"{request.path}?held={held.pk}")


def _form(request: SignedInRequest, goal: Goal) -> DecisionForm:
    posted = request.POST if request.method == "POST" else None
    version = history.version_number(goal)
    return DecisionForm(posted, of=goal, version=version, today=request.user.today(timezone.now()))


def _page(request: SignedInRequest, seen: Review, goal: Goal, form: DecisionForm) -> HttpResponse:
    return render.form_page(request, "goals/reviews/review.html", _about(request, seen, goal) | {"form": form})


def _about(request: SignedInRequest, seen: Review, goal: Goal) -> dict[str, Any]:
    return {
        "pairing": seen.pairing,
        "partner": seen.pairing.partner_of(request.user),
        "seen": seen,
        "goal": goal,
        "outline": goals_outlines.outline(goal, request.user, now=timezone.now()),
        "milestones": goals_outlines.milestones(goal, most=20),
        "comments": list(talk.comments(goal)[:3]),
    }
