"""Milestones of a goal: added, put in order, reached with evidence, taken back."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Max

from goals.goals import acting
from goals.goals.models import Goal, Milestone
from mentoring.accounts.models import User
from mentoring.web import dates
from mentoring.web.integrity import Refused
from mentoring.web.shared import mark

# What the activity page says after the actor's name.
SENTENCES = {
    "milestone.added": "added a milestone",
    "milestone.changed": "changed a milestone",
    "milestone.removed": "removed a milestone",
    "milestone.moved": "put the milestones in another order",
    "milestone.reached": "reached a milestone",
    "milestone.undone": "took back a milestone",
}

MOST = 20
MEANWHILE = (
    "{} has changed this milestone meanwhile: “{}”{}. What you typed is kept here; save again to put it in its place."
)


def add(goal: Goal, *, title: str, due_on: date | None = None, by: User, now: datetime) -> Milestone:
    with acting.on(goal, by=by, now=now) as act:
        act.must_be_open()
        goal = act.goal
        if goal.milestones.count() >= MOST:
            raise Refused(f"A goal holds at most {MOST} milestones. Remove one, or write a second goal.")
        last: int = goal.milestones.aggregate(last=Max("position"))["last"] or 0
        milestone = Milestone.objects.create(goal=goal, title=title, due_on=due_on, position=last + 1)
        act.record("milestone.added", milestone=milestone.pk)
    return milestone


def change(
    milestone: Milestone, *, title: str, due_on: date | None = None, seen: str = "", by: User, now: datetime
) -> Milestone:
    """Change the words and the day. Refused if the milestone is reached.

    `seen`: its `stamp` when the page was opened. Refused if somebody has changed the milestone since.
    """
    with acting.on(milestone.goal, by=by, now=now) as act:
        act.must_be_open()
        goal = act.goal
        stands = _as_it_stands(milestone)
        if seen and seen != stamp(stands):
            day = f", by {dates.day(stands.due_on)}" if stands.due_on else ""
            raise Refused(MEANWHILE.format(act.of_pair.partner.user.first_name, stands.title, day), field="title")
        waiting = goal.milestones.filter(pk=milestone.pk, reached_on__isnull=True)
        if waiting.update(title=title, due_on=due_on):
            act.record("milestone.changed", milestone=milestone.pk)
            return _as_it_stands(milestone)
    raise Refused("This milestone is reached. Undo that first, then change it.")


def remove(milestone: Milestone, *, by: User, now: datetime) -> None:
    """Remove a milestone; doing it again changes nothing. Refused if it is reached."""
    with acting.on(milestone.goal, by=by, now=now) as act:
        act.must_be_open()
        goal = act.goal
        if goal.milestones.filter(pk=milestone.pk, reached_on__isnull=False).exists():
            raise Refused("This milestone is reached. Undo that first, then remove it.")
        removed, _ = goal.milestones.filter(pk=milestone.pk).delete()
        if removed:
            act.record("milestone.removed", milestone=milestone.pk)


def move(milestone: Milestone, *, up: bool, by: User, now: datetime) -> int:
    """Swap it with the one above or below and return its place, from 1. At the end of the list nothing changes."""
    with acting.on(milestone.goal, by=by, now=now) as act:
        act.must_be_open()
        goal = act.goal
        row = list(goal.milestones.all())
        here = next((index for index, other in enumerate(row) if other.pk == milestone.pk), None)
        if here is None:
            raise Refused("This milestone has been removed meanwhile.")
        there = here - 1 if up else here + 1
        if not 0 <= there < len(row):
            return here + 1
        row[here].position, row[there].position = row[there].position, row[here].position
        Milestone.objects.bulk_update([row[here], row[there]], ["position"])
        act.record("milestone.moved", milestone=milestone.pk)
    return there + 1


def arrange(goal: Goal, *, order: Sequence[int], by: User, now: datetime) -> None:
    """Put all milestones in a new order, given by their ids.

    Refused if some were added or removed since: the person has to drag them again.
    """
    with acting.on(goal, by=by, now=now) as act:
        act.must_be_open()
        goal = act.goal
        rows = {milestone.pk: milestone for milestone in goal.milestones.all()}
        if sorted(order) != sorted(rows):
            raise Refused("The milestones have changed meanwhile. Here they are; move them again.")
        if list(order) == list(rows):
            return
        for position, pk in enumerate(order, start=1):
            rows[pk].position = position
        Milestone.objects.bulk_update(rows.values(), ["position"])
        act.record("milestone.moved")


def reach(milestone: Milestone, *, on: date | None = None, evidence: str = "", by: User, now: datetime) -> Milestone:
    """Mark it as reached, today unless `on` is given; doing it again changes nothing and tells nobody.

    Refused for a day that is still to come.
    """
    with acting.on(milestone.goal, by=by, now=now) as act:
        act.must_be_open()
        goal = act.goal
        today = act.of_pair.own_today
        day = on or today
        if day > today:
            raise Refused("A milestone is reached on a day that has come: choose today or earlier.", field="on")
        ticked = goal.milestones.filter(pk=milestone.pk, reached_on__isnull=True)
        if ticked.update(reached_on=day, evidence=evidence):
            act.record("milestone.reached", milestone=milestone.pk)
            act.tell_partner("milestone_reached", key=f"{milestone.pk}:{today}", milestone=milestone.pk)
    return _as_it_stands(milestone)


def undo(milestone: Milestone, *, by: User, now: datetime) -> Milestone:
    """It isn't reached after all; the evidence stays for the next time."""
    with acting.on(milestone.goal, by=by, now=now) as act:
        act.must_be_open()
        goal = act.goal
        if goal.milestones.filter(pk=milestone.pk, reached_on__isnull=False).update(reached_on=None):
            act.record("milestone.undone", milestone=milestone.pk)
    return _as_it_stands(milestone)


def stamp(milestone: Milestone) -> str:
    """A short mark that changes when the words or the day change."""
    return mark(f"{milestone.due_on} {milestone.title}")


def _as_it_stands(milestone: Milestone) -> Milestone:
    found = Milestone.objects.filter(pk=milestone.pk).first()
    if found is None:
        raise Refused("This milestone has been removed meanwhile.")
    return found
