"""A goal review: one decision on each agreed goal; then the review is held and the next one is planned."""

from datetime import datetime
from typing import Unpack

from django.db.models import Q

from goals.goals import actions as goals
from goals.goals.acting import THE_TWO
from goals.goals.models import Goal, GoalReview
from goals.reviews import queries
from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.pair import acting
from pairings.pair.acting import Act
from pairings.pair.models import Pairing
from pairings.touchpoints import actions as touchpoints
from programs.journey.models import Step

# What the activity page says after the actor's name.
SENTENCES = {
    "goals.reviewed": "held a goal review",
}


def decide(
    goal: Goal,
    *,
    change: str,
    reason: str,
    by: User,
    now: datetime,
    version: int,
    **words: Unpack[goals.Words],
) -> GoalReview:
    """Decide on one goal. The first decision opens a review, and the last one completes it.

    `version`: the number of the version the person read. Refused if there is a newer one.
    Sending the same decision again returns the review it was made in.
    """
    with acting.on(goal, by=by, now=now) as act:  # wait for the same one if it is still on its way
        if before := _said_before(goal, version, change, reason, by=by):
            return before
        review = _open(act)
        if review.decisions.filter(goal=goal).exists():
            partner = act.partner.user.first_name
            raise Refused(f"{partner} has decided on this goal meanwhile. Go on with the next one.")
        goals.revise(goal, change=change, reason=reason, by=by, now=now, version=version, review=review, **words)
        if not queries.to_review(act.pairing, review):
            _hold(review, act)
    return review


def agree(goal: Goal, *, version: int, by: User, now: datetime) -> GoalReview | None:
    """Agree to a proposal as part of a review, opening one if needed. The goal then needs no other decision there.

    Agreeing again returns the same review, or None if the goal was agreed outside of one.
    """
    with acting.on(goal, by=by, now=now) as act:  # wait for the same one if it is still on its way
        if done := Goal.objects.filter(pk=goal.pk, state=Goal.State.AGREED, agreed_by=by).first():
            return _agreed_in(done)
        review = _open(act)
        goals.agree(goal, by=by, now=now, version=version)
        if not queries.to_review(act.pairing, review):
            _hold(review, act)
    return review


def hold(pairing: Pairing, *, by: User, now: datetime) -> GoalReview:
    """Complete a review that has nothing left to decide. Refused if there is still a goal to decide on."""
    with acting.on(pairing, by=by, now=now) as act:
        review = _open(act)
        if queries.to_review(act.pairing, review):
            raise Refused("There is a goal to decide on first.")
        _hold(review, act)
    return review


def _agreed_in(goal: Goal) -> GoalReview | None:
    lasted = Q(held_at=None) | Q(held_at__gte=goal.agreed_at)
    return GoalReview.objects.filter(lasted, pairing=goal.pairing_id, begun_at__lte=goal.agreed_at).first()


def _said_before(goal: Goal, version: int, change: str, reason: str, *, by: User) -> GoalReview | None:
    same = goal.versions.filter(number=version + 1, by=by, change=change, reason=reason, review__isnull=False)
    found = same.select_related("review").first()
    return found.review if found else None


def _open(act: Act) -> GoalReview:
    """The open review of the pair, or a new one.

    The pair is locked, so the two decide one after the other and we can tell which decision is the last.
    """
    THE_TWO.check(act)
    review = GoalReview.objects.filter(pairing=act.pairing, held_at=None).first()
    if review is None:
        return GoalReview.objects.create(pairing=act.pairing, begun_by=act.member.user, begun_at=act.now)
    review.pairing = act.pairing
    return review


def _hold(review: GoalReview, act: Act) -> None:
    review.held_at = act.now
    review.save(update_fields=["held_at"])
    touchpoints.complete_open(act.pairing, Step.Kind.GOAL_REVIEW, happened_on=act.own_today, by=act.by, now=act.now)
    act.record("goals.reviewed", review)
