"""A goal review: one decision on each open goal, then the review is held and the next one is planned."""

from datetime import datetime
from typing import Unpack

from django.db import transaction
from django.db.models import Q

from goals.goals import actions as goals
from goals.goals import trail
from goals.goals.models import Goal, GoalReview
from goals.reviews import queries
from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.web.integrity import Refused
from pairings.pair.models import Pairing
from pairings.touchpoints import actions as touchpoints
from programs.journey.models import Step

# What the activity page says; the actor's name stands before it.
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
    """One decision, in the review that is open or that begins with it; with the last one it is held.

    `version`: the number of the one that was read. The same decision sent again gives the review of the first time.
    """
    with transaction.atomic():
        if before := _said_before(goal, version, change, reason, by=by):
            return before
        review = _open(goal.pairing, by=by, now=now)
        if review.decisions.filter(goal=goal).exists():
            partner = goal.pairing.partner_of(by).first_name
            raise Refused(f"{partner} has decided on this goal meanwhile. Go on with the next one.")
        goals.revise(goal, change=change, reason=reason, by=by, now=now, version=version, review=review, **words)
        if not queries.to_review(goal.pairing, review):
            _hold(review, by=by, now=now)
    return review


def agree(goal: Goal, *, version: int, by: User, now: datetime) -> GoalReview | None:
    """A proposal is answered in the review that is open or that begins with it; it needs no other decision there.

    The same answer sent again gives the review of the first time, none where it was agreed outside of one.
    """
    with transaction.atomic():
        Pairing.objects.select_for_update(no_key=True).get(pk=goal.pairing_id)  # a first one on its way is waited for
        if done := Goal.objects.filter(pk=goal.pk, state=Goal.State.AGREED, agreed_by=by).first():
            return _agreed_in(done)
        review = _open(goal.pairing, by=by, now=now)
        goals.agree(goal, by=by, now=now, version=version)
        if not queries.to_review(goal.pairing, review):
            _hold(review, by=by, now=now)
    return review


def hold(pairing: Pairing, *, by: User, now: datetime) -> GoalReview:
    """The pair has looked and there is nothing to decide on."""
    with transaction.atomic():
        review = _open(pairing, by=by, now=now)
        if queries.to_review(pairing, review):
            raise Refused("There is a goal to decide on first.")
        _hold(review, by=by, now=now)
    return review


def _agreed_in(goal: Goal) -> GoalReview | None:
    lasted = Q(held_at=None) | Q(held_at__gte=goal.agreed_at)
    return GoalReview.objects.filter(lasted, pairing=goal.pairing_id, begun_at__lte=goal.agreed_at).first()


def _said_before(goal: Goal, version: int, change: str, reason: str, *, by: User) -> GoalReview | None:
    Pairing.objects.select_for_update(no_key=True).get(pk=goal.pairing_id)  # a first one on its way is waited for
    same = goal.versions.filter(number=version + 1, by=by, change=change, reason=reason, review__isnull=False)
    found = same.select_related("review").first()
    return found.review if found else None


def _open(pairing: Pairing, *, by: User, now: datetime) -> GoalReview:
    """Locked, so that the two decide one after the other and the last decision is seen to be the last."""
    trail.must_be_writable(pairing, by=by)
    Pairing.objects.select_for_update(no_key=True).get(pk=pairing.pk)
    review = GoalReview.objects.filter(pairing=pairing, held_at=None).first()
    if review is None:
        return GoalReview.objects.create(pairing=pairing, begun_by=by, begun_at=now)
    review.pairing = pairing
    return review


def _hold(review: GoalReview, *, by: User, now: datetime) -> None:
    pairing, today = review.pairing, review.pairing.program.today(now)
    review.held_at = now
    review.save(update_fields=["held_at"])
    touchpoints.complete_open(pairing, Step.Kind.GOAL_REVIEW, happened_on=today, by=by, now=now)
    record("goals.reviewed", review, by=by, program_id=pairing.program_id, pairing_id=pairing.pk, now=now)
