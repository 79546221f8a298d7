"""A goal's history as its page tells it: every version, and the agreement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from goals.goals.models import Goal, GoalVersion
from mentoring.web import dates


@dataclass(frozen=True)
class GoalEvent:
    """One event in the history of a goal. `changes`: (label, words before, words after) of each part that changed."""

    title: str
    at: datetime
    icon: str
    tone: str
    reason: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()


def versions(goal: Goal) -> list[GoalVersion]:
    return list(goal.versions.select_related("by").order_by("number"))


def of(goal: Goal, versions: list[GoalVersion]) -> list[GoalEvent]:
    """Newest first: every version with who, why and what changed, and the agreement."""
    events = [_event(version, None) for version in versions[:1]]
    events += [_event(after, before) for before, after in pairwise(versions)]
    if goal.agreed_at:
        events.append(GoalEvent(f"{goal.agreed_by} agreed", goal.agreed_at, "handshake", "ok"))
    return sorted(events, key=lambda event: event.at, reverse=True)


def version_number(goal: Goal) -> int:
    return goal.versions.count()


def _event(version: GoalVersion, before: GoalVersion | None) -> GoalEvent:
    verb, icon, tone = SAID[GoalVersion.Change(version.change)]
    changes = tuple(_changes(before.content, version.content)) if before else ()
    where = " in a goal review" if version.review_id else ""
    return GoalEvent(f"{version.by} {verb}{where}", version.at, icon, tone, version.reason, changes)


SAID = {
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
        return dates.day(date.fromisoformat(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "nothing")
