"""Goals as a list shows them, and whether a goal has gone quiet."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from goals.goals.models import Comment, Goal, Milestone
from mentoring.accounts.models import User
from pairings.pair.models import Pairing

ENOUGH = 3  # one to three open goals at a time; for more we say that it is a lot, but never refuse
QUIET_AFTER = timedelta(weeks=6)  # the rhythm of goal reviews
TONES = {
    Goal.State.PROPOSED: "warn",
    Goal.State.AGREED: "accent",
    Goal.State.REACHED: "ok",
    Goal.State.DROPPED: "neutral",
}


@dataclass(frozen=True)
class Outline:
    """Everything a list shows of a goal, and everything a coordinator may know of it.

    `stated`: the percent that one of the two gave; None if milestones show the progress or nobody has said.
    """

    pk: int
    title: str
    state: str
    tone: str
    is_open: bool
    total: int
    reached: int
    stated: int | None
    stated_words: str
    is_private: bool
    waits_for_viewer: bool
    is_quiet: bool


def outlines(pairing: Pairing, viewer: User, *, now: datetime) -> list[Outline]:
    """The goals of a pair that the viewer may know of: open ones first, each group in the order they were written."""
    is_own = pairing.has(viewer)
    found = Goal.objects.filter(pairing=pairing).with_progress()
    if getattr(pairing, "is_coordinated", False) and not is_own:
        found = found.filter(is_private=False)  # the pairing came with the answer: the viewer coordinates it
    elif not is_own:
        found = found.shown_to_coordinator(viewer)
    rows = []
    for goal in found:
        goal.pairing = pairing
        rows.append(_outline(goal, viewer, is_own=is_own, now=now))
    return sorted(rows, key=lambda outline: not outline.is_open)


def outline(goal: Goal, viewer: User, *, now: datetime) -> Outline:
    """Load the goal `with_progress()` first."""
    return _outline(goal, viewer, is_own=goal.pairing.has(viewer), now=now)


def milestones(goal: Goal, *, most: int | None = None) -> list[Milestone]:
    return list(goal.milestones.all()[:most])


def is_quiet(goal: Goal, now: datetime) -> bool:
    """Whether nothing has happened to an agreed goal for six weeks; never while the pair is on a pause."""
    if goal.state != Goal.State.AGREED or goal.pairing.state != Pairing.State.ACTIVE:
        return False
    return now - goal.moved_at >= QUIET_AFTER


def _outline(goal: Goal, viewer: User, *, is_own: bool, now: datetime) -> Outline:
    total: int = goal.milestones_total  # type: ignore[attr-defined]  # from with_progress()
    stated = None if total else goal.stated_progress
    return Outline(
        pk=goal.pk,
        title=goal.title,
        state=goal.get_state_display(),
        tone=TONES[Goal.State(goal.state)],
        is_open=goal.is_open,
        total=total,
        reached=goal.milestones_reached,  # type: ignore[attr-defined]
        stated=stated,
        stated_words="" if stated is None else Comment.Progress(stated).label,
        is_private=goal.is_private,
        waits_for_viewer=is_own and goal.state == Goal.State.PROPOSED and goal.proposed_by_id != viewer.pk,
        is_quiet=is_own and is_quiet(goal, now),
    )
