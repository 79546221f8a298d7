"""Goals as each person may see them, their history as a story, and what there is to do about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.urls import reverse

from goals.models import Goal, GoalVersion, Milestone
from mentoring.accounts.models import User
from mentoring.web.steps import NextStep
from pairings.models import Pairing

ENOUGH = 3  # one to three open goals at a time; more is said to be a lot, never refused
DUE_SOON = timedelta(days=7)
LONG_PAST = timedelta(days=30)  # a milestone that late is for the goal review, not for the home page
TONES = {
    Goal.State.PROPOSED: "warn",
    Goal.State.AGREED: "accent",
    Goal.State.REACHED: "ok",
    Goal.State.DROPPED: "neutral",
}


@dataclass(frozen=True)
class Outline:
    """What a coordinator may know of a goal, and all that a list shows."""

    pk: int
    title: str
    state: str
    tone: str
    is_open: bool
    total: int
    reached: int
    is_private: bool
    waits_for_viewer: bool


@dataclass(frozen=True)
class Chapter:
    """One event in the story of a goal. `changes`: which words, before and after."""

    title: str
    at: datetime
    icon: str
    tone: str
    reason: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()


def outlines(pairing: Pairing, viewer: User) -> list[Outline]:
    """The goals of a pair that the viewer may know of: open ones first, each group in the order they were written."""
    is_own = pairing.has(viewer)
    found = Goal.objects.filter(pairing=pairing).with_progress()
    if not is_own:
        found = found.shown_to_coordinator(viewer)
    return sorted((_outline(goal, viewer, is_own=is_own) for goal in found), key=lambda outline: not outline.is_open)


def outline(goal: Goal, viewer: User) -> Outline:
    """Load the goal `with_progress()` first."""
    return _outline(goal, viewer, is_own=goal.pairing.has(viewer))


def versions(goal: Goal) -> list[GoalVersion]:
    return list(goal.versions.select_related("by").order_by("number"))


def story(goal: Goal, versions: list[GoalVersion]) -> list[Chapter]:
    """The newest first: every version with who, why and what changed, and the agreement."""
    chapters = [_chapter(version, None) for version in versions[:1]]
    chapters += [_chapter(after, before) for before, after in pairwise(versions)]
    if goal.agreed_at:
        chapters.append(Chapter(f"{goal.agreed_by} agreed", goal.agreed_at, "handshake", "ok"))
    return sorted(chapters, key=lambda chapter: chapter.at, reverse=True)


def version_number(goal: Goal) -> int:
    return goal.versions.count()


def open_of(user: User) -> list[Goal]:
    """The open goals of the person's live pairs, with their milestones: two queries."""
    rows = Goal.objects.of(user).open().exclude(pairing__state=Pairing.State.ENDED)
    related = ("proposed_by", "pairing__program", "pairing__mentee")
    return list(rows.select_related(*related).prefetch_related("milestones"))


def next_steps(user: User, *, now: datetime, goals: Sequence[Goal] | None = None) -> list[NextStep]:
    """A proposal that waits for the person's answer; a milestone of theirs that is due within a week.

    `goals`: those `open_of` the person, where the caller has loaded them already.
    """
    goals = open_of(user) if goals is None else goals
    proposed = [goal for goal in goals if goal.state == Goal.State.PROPOSED and goal.proposed_by_id != user.pk]
    due = (_first_due(goal, now) for goal in goals if goal.pairing.mentee.user_id == user.pk)
    return [*map(_proposal, proposed), *(_milestone_due(milestone, now) for milestone in due if milestone)]


def _proposal(goal: Goal) -> NextStep:
    return NextStep(
        rank=5,
        headline=f"{goal.proposed_by.first_name} proposed a goal: talk about it and agree",
        detail=goal.title,
        label="Read the goal",
        url=reverse("goal", args=[goal.pk]),
        program=goal.pairing.program.name,
    )


def _first_due(goal: Goal, now: datetime) -> Milestone | None:
    """The earliest of the goal that is due soon, or was not too long ago; none while the pair takes a pause."""
    if goal.pairing.state != Pairing.State.ACTIVE:
        return None
    today = goal.pairing.program.today(now)
    waiting = [one for one in goal.milestones.all() if one.due_on and not one.reached_on]
    near = [one for one in waiting if one.due_on and today - LONG_PAST <= one.due_on <= today + DUE_SOON]
    return min(near, key=lambda one: (one.due_on, one.position), default=None)


def _milestone_due(milestone: Milestone, now: datetime) -> NextStep:
    goal = milestone.goal
    program = goal.pairing.program
    days = (milestone.due_on - program.today(now)).days if milestone.due_on else 0
    return NextStep(
        rank=8,
        headline=f"“{milestone.title}” {_when(days)}",
        detail=f"A milestone of “{goal.title}”",
        label="Open the goal",
        url=reverse("goal", args=[goal.pk]),
        program=program.name,
    )


def _when(days: int) -> str:
    words = {0: "is due today", 1: "is due tomorrow", -1: "was due yesterday"}
    return words.get(days) or (f"is due in {days} days" if days > 0 else f"was due {-days} days ago")


def _outline(goal: Goal, viewer: User, *, is_own: bool) -> Outline:
    return Outline(
        pk=goal.pk,
        title=goal.title,
        state=goal.get_state_display(),
        tone=TONES[Goal.State(goal.state)],
        is_open=goal.is_open,
        total=goal.milestones_total,  # type: ignore[attr-defined]  # from with_progress()
        reached=goal.milestones_reached,  # type: ignore[attr-defined]
        is_private=goal.is_private,
        waits_for_viewer=is_own and goal.state == Goal.State.PROPOSED and goal.proposed_by_id != viewer.pk,
    )


def _chapter(version: GoalVersion, before: GoalVersion | None) -> Chapter:
    verb, icon, tone = STORY[GoalVersion.Change(version.change)]
    changes = tuple(_changes(before.content, version.content)) if before else ()
    return Chapter(f"{version.by} {verb}", version.at, icon, tone, version.reason, changes)


STORY = {
    GoalVersion.Change.WRITTEN: ("proposed this goal", "pencil", "accent"),
    GoalVersion.Change.REAFFIRM: ("reaffirmed it", "check", "ok"),
    GoalVersion.Change.REVISE: ("revised it", "pencil", "accent"),
    GoalVersion.Change.REVIVE: ("revived it", "sprout", "accent"),
    GoalVersion.Change.REBUILD: ("rebuilt it", "hammer", "accent"),
    GoalVersion.Change.REACHED: ("marked it as reached", "flag", "ok"),
    GoalVersion.Change.LET_GO: ("let it go", "wind", "neutral"),
}
LABELS = {
    "title": "The goal",
    "why": "Why it matters",
    "measure": "How you will know",
    "area": "Area",
    "due_on": "By when",
    "is_private": "Between the two of you",
}


def _changes(before: dict[str, object], after: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    for name, label in LABELS.items():
        if before.get(name) != after.get(name):
            yield label, _words(name, before.get(name)), _words(name, after.get(name))


def _words(name: str, value: object) -> str:
    if name == "area":
        return str(Goal.Area(str(value)).label)
    if name == "due_on" and isinstance(value, str):
        day = date.fromisoformat(value)
        return f"{day:%a} {day.day} {day:%b %Y}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "nothing")
