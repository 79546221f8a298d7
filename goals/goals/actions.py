"""A goal is proposed by one side and agreed by the other; every change is a version with a reason."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from goals.goals import acting
from goals.goals.acting import THE_TWO, GoalAct
from goals.goals.models import Goal, GoalReview, GoalVersion, Milestone
from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.pair import acting as pair_acting
from pairings.pair.models import Pairing
from pairings.touchpoints import actions as touchpoints
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Step

# What the activity page says after the actor's name.
SENTENCES = {
    "goal.proposed": "proposed a goal",
    "goal.agreed": "agreed to a goal",
    "goal.revised": "changed a goal",
    "goal.reached": "marked a goal as reached",
    "goal.let_go": "let a goal go",
    "goal.agreement_taken_back": "took back an agreement to a goal",
}

Change = GoalVersion.Change
CHANGES = (Change.REAFFIRM, Change.REVISE, Change.REVIVE, Change.REBUILD)
# A change this close to a planned review counts as the review; an earlier one is just a correction.
REVIEW_COUNTS_BEFORE = timedelta(days=14)


class Words(TypedDict, total=False):
    """The parts of a goal that a revision may change."""

    title: str
    why: str
    measure: str
    area: str
    due_on: date | None
    is_private: bool


def propose(
    pairing: Pairing,
    *,
    title: str,
    why: str = "",
    measure: str = "",
    area: str = Goal.Area.CAREER,
    due_on: date | None = None,
    is_private: bool = False,
    milestones: Sequence[tuple[str, date | None]] = (),
    by: User,
    now: datetime,
    form_key: UUID,
) -> Goal:
    """Write a goal for the other side to agree to. Sending the same `form_key` again returns the first goal."""
    of_pair = pair_acting.without_lock(pairing, by=by, now=now, only=THE_TWO)
    with transaction.atomic():
        goal, is_new = Goal.objects.get_or_create(
            form_key=form_key,
            defaults={
                "pairing": pairing,
                "title": title,
                "why": why,
                "measure": measure,
                "area": area,
                "due_on": due_on,
                "is_private": is_private,
                "proposed_by": by,
                "created_at": now,
                "moved_at": now,
            },
        )
        if not is_new:
            return _same_form(goal, pairing, by=by)
        Milestone.objects.bulk_create(
            Milestone(goal=goal, title=text, due_on=day, position=position)
            for position, (text, day) in enumerate(milestones, start=1)
        )
        act = GoalAct(goal, of_pair)
        act.write_version(Change.WRITTEN)
        act.record("goal.proposed")
        _tell_partner("goal_proposed", act, number=1)
    return goal


def agree(goal: Goal, *, by: User, now: datetime, version: int | None = None) -> Goal:
    """The other side agrees; doing it again changes nothing.

    `version`: the number of the version they read. Refused if there is a newer one.
    """
    with acting.on(goal, by=by, now=now) as act:
        goal = act.goal
        if goal.agreed_by_id == by.pk and goal.state == Goal.State.AGREED:
            return goal
        _must_be_agreeable(goal, by=by, version=version)
        goal.state, goal.agreed_by, goal.agreed_at = Goal.State.AGREED, by, now
        goal.save(update_fields=["state", "agreed_by", "agreed_at"])
        _complete(goal.pairing, Step.Kind.GOALS, by=by, now=now)
        act.record("goal.agreed")
        act.tell_partner("goal_agreed", key=f"{goal.pk}:{now.isoformat()}", agreed_at=now.isoformat())
    return goal


def take_back_agreement(goal: Goal, *, by: User, now: datetime) -> Goal:
    """The person who agreed says “not yet” after all. Refused once anything else has happened to the goal."""
    with acting.on(goal, by=by, now=now) as act:
        goal = act.goal
        if not goal.may_be_taken_back_by(by):
            raise Refused("Something has happened to this goal since you agreed, so that stays as it is.")
        agreed_at, goal.state, goal.agreed_by, goal.agreed_at = goal.agreed_at, Goal.State.PROPOSED, None, None
        goal.save(update_fields=["state", "agreed_by", "agreed_at"])
        done = Touchpoint.objects.filter(pairing=goal.pairing, step__kind=Step.Kind.GOALS, done_at=agreed_at)
        for touchpoint in done.select_related("step", "pairing__program"):
            touchpoints.undo(touchpoint, by=by, now=now)
        act.record("goal.agreement_taken_back")
    return goal


def revise(
    goal: Goal,
    *,
    change: str,
    reason: str,
    by: User,
    now: datetime,
    version: int | None = None,
    review: GoalReview | None = None,
    **words: Unpack[Words],
) -> Goal:
    """Write a new version. An agreed goal stays agreed and the partner is told.

    A goal that isn't agreed yet becomes the proposal of whoever worded it last. `revive` reopens a closed goal.
    `version`: the number of the version the person read. Refused if there is a newer one.
    `review`: the goal review in which this was decided. Without one, the change may itself complete a review due soon.
    """
    if change not in CHANGES:
        raise ValueError(change)
    with acting.on(goal, by=by, now=now) as act:
        goal = act.goal
        if version is not None and version != goal.versions.count():
            raise Refused(
                f"{goal.pairing.partner_of(by).first_name} has changed this goal while you were writing. "
                "Your text is still here; read how the goal stands now, then save again."
            )
        before = goal.content
        if change == Change.REVIVE:
            _reopen(goal)
        act.must_be_open()
        for name, value in words.items():
            setattr(goal, name, value)
        if change == Change.REAFFIRM and goal.content != before:
            raise Refused(
                "To reaffirm a goal is to leave it as it is. You have changed it: choose “Revise”.", field="change"
            )
        if goal.state == Goal.State.PROPOSED:
            goal.proposed_by = by
        goal.save(update_fields=["state", "reached_on", "proposed_by", *words])
        written = act.write_version(change, reason=reason, review=review)
        if review is None:
            _complete_review(goal.pairing, by=by, now=now)
        act.record("goal.revised", change=str(change), version=written.number)
        kind = "goal_proposed" if goal.state == Goal.State.PROPOSED else "goal_revised"
        _tell_partner(kind, act, number=written.number)
    return goal


def reach(goal: Goal, *, by: User, now: datetime, on: date | None = None, reason: str = "") -> Goal:
    """Mark the whole goal as reached, today unless `on` is given. Doing it again changes nothing.

    Refused if the two haven't agreed on the goal.
    """
    with acting.on(goal, by=by, now=now) as act:
        goal = act.goal
        if goal.state == Goal.State.REACHED:
            return goal
        if goal.state != Goal.State.AGREED:
            raise Refused("Agree on the goal first, then mark it as reached.")
        goal.state, goal.reached_on = Goal.State.REACHED, on or by.today(now)
        goal.save(update_fields=["state", "reached_on"])
        version = act.write_version(Change.REACHED, reason=reason)
        act.record("goal.reached")
        _tell_partner("goal_reached", act, number=version.number)
    return goal


def let_go(goal: Goal, *, reason: str, by: User, now: datetime) -> Goal:
    """Stop working on a goal; it stays readable and can be revived. Doing it again changes nothing."""
    with acting.on(goal, by=by, now=now) as act:
        goal = act.goal
        if goal.state == Goal.State.DROPPED:
            return goal
        act.must_be_open()
        goal.state = Goal.State.DROPPED
        goal.save(update_fields=["state"])
        version = act.write_version(Change.LET_GO, reason=reason)
        act.record("goal.let_go")
        _tell_partner("goal_revised", act, number=version.number)
    return goal


def _same_form(goal: Goal, pairing: Pairing, *, by: User) -> Goal:
    if goal.pairing_id != pairing.pk or not goal.versions.filter(number=1, by=by).exists():
        raise Refused("This form has been used already. Open it again.")
    return goal


def _must_be_agreeable(goal: Goal, *, by: User, version: int | None) -> None:
    if goal.state != Goal.State.PROPOSED:
        raise Refused(f"This goal isn't waiting for an answer any more: {goal.get_state_display().lower()}.")
    if goal.proposed_by_id == by.pk:
        raise Refused("The other side agrees to a goal, not the one who proposed it.")
    if version is not None and version != goal.versions.count():
        raise Refused(f"{goal.proposed_by.first_name} has changed this goal meanwhile. Read it again, then agree.")


def _reopen(goal: Goal) -> None:
    if not goal.is_open:
        goal.state = Goal.State.AGREED if goal.agreed_at else Goal.State.PROPOSED
        goal.reached_on = None


def _tell_partner(kind: str, act: GoalAct, *, number: int) -> None:
    act.tell_partner(kind, key=f"{act.goal.pk}:{number}", version=number)


def _complete(pairing: Pairing, kind: str, *, by: User, now: datetime) -> None:
    touchpoints.complete_open(pairing, kind, happened_on=by.today(now), by=by, now=now)


def _complete_review(pairing: Pairing, *, by: User, now: datetime) -> None:
    """Complete a review that is due soon, unless other agreed goals are still left to review."""
    if Goal.objects.filter(pairing=pairing, state=Goal.State.AGREED).count() > 1:
        return
    soon = pairing.program.today(now) + REVIEW_COUNTS_BEFORE
    if Touchpoint.objects.open().filter(pairing=pairing, step__kind=Step.Kind.GOAL_REVIEW, due_on__lte=soon).exists():
        _complete(pairing, Step.Kind.GOAL_REVIEW, by=by, now=now)
