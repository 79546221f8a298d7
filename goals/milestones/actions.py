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

# What the activity page says; the actor's name stands before it.
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
    """Its words and its day; one that is reached stays as it was. `seen`: its `stamp` on the page."""
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
    """Take out one that isn't reached; a second time changes nothing."""
    with acting.on(milestone.goal, by=by, now=now) as act:
        act.must_be_open()
        goal = act.goal
        if goal.milestones.filter(pk=milestone.pk, reached_on__isnull=False).exists():
            raise Refused("This milestone is reached. Undo that first, then remove it.")
        removed, _ = goal.milestones.filter(pk=milestone.pk).delete()
        if removed:
            act.record("milestone.removed", milestone=milestone.pk)


def move(milestone: Milestone, *, up: bool, by: User, now: datetime) -> int:
    """Swap with the one above or below; at the end of the list nothing changes. Gives its place, from 1."""
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
    """All of them in another order, by id. Who dragged a list that has changed meanwhile drags again."""
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
    """Tick it, with what shows it. `on` defaults to today; a second time changes nothing and tells nobody."""
    with acting.on(milestone.goal, by=by, now=now) as act:
        act.must_be_open()
        goal = act.goal
        today = act.of_pair.today
        day = on or today
        if day > today:
            raise Refused("A milestone is reached on a day that has come: choose today or earlier.", field="on")
        ticked = goal.milestones.filter(pk=milestone.pk, reached_on__isnull=True)
        if ticked.update(reached_on=day, evidence=evidence):
            act.record("milestone.reached", milestone=milestone.pk)
            act.tell_partner("milestone_reached", key=f"{milestone.pk}:{today}", milestone=milestone.pk)
    return _as_it_stands(milestone)


def undo(milestone: Milestone, *, by: User, now: datetime) -> Milestone:
    """Take the tick back; the evidence stays for the next time."""
    with acting.on(milestone.goal, by=by, now=now) as act:
        act.must_be_open()
        goal = act.goal
        if goal.milestones.filter(pk=milestone.pk, reached_on__isnull=False).update(reached_on=None):
            act.record("milestone.undone", milestone=milestone.pk)
    return _as_it_stands(milestone)


def stamp(milestone: Milestone) -> str:
    """Changes with its words and its day."""
    return mark(f"{milestone.due_on} {milestone.title}")


def _as_it_stands(milestone: Milestone) -> Milestone:
    found = Milestone.objects.filter(pk=milestone.pk).first()
    if found is None:
        raise Refused("This milestone has been removed meanwhile.")
    return found
