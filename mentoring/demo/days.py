"""The days of the demo go by: arranged things happen, the pairs live, and the software does its work."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from mentoring.demo import beat, pairs
from mentoring.demo.pairs import Manner
from pairings.pair.models import Pairing
from pairings.touchpoints.models import Touchpoint

SEED = 7
RECENT = timedelta(days=2)  # the last days, with three deliveries a day
LONG_AGO = timedelta(days=4)  # further back, beat runs on Mondays, Wednesdays and Fridays only; since then, daily
FRIDAY = 4  # nobody acts from Friday evening to Sunday: people would be told on Monday, over two days late
ANALYZED_AFTER = (30, 90)  # days: once each program has its first months


@dataclass
class Simulation:
    now: datetime
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311  deterministic on purpose
    manners: dict[int, Manner] = field(default_factory=dict)
    numbers: dict[int, list[Pairing]] = field(default_factory=dict)  # by program, in the order they were paired
    later: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)

    def at(self, day: date, hour: int, act: Callable[[datetime], None]) -> None:
        moment = datetime.combine(day, time(hour), tzinfo=self.now.tzinfo) + timedelta(minutes=len(self.later) % 50)
        if moment < self.now:
            self.later.append((moment, len(self.later), act))


def live_through(demo: Simulation, first_day: date) -> None:
    demo.later.sort(key=lambda planned: planned[:2])
    day = first_day
    while day <= demo.now.date():
        if (day - first_day).days in ANALYZED_AFTER:
            beat.analyze()
        _one_day(demo, day)
        day += timedelta(days=1)


def _one_day(demo: Simulation, day: date) -> None:
    latest = demo.now - timedelta(minutes=5)  # sending takes a moment, which must be in the past, too
    morning, noon, afternoon, evening, night = (min(moment_of(demo, day, hour), latest) for hour in (9, 12, 14, 17, 21))
    is_down, is_recent = _is_down(demo, day), demo.now.date() - day < RECENT
    if is_recent and not is_down:
        beat.deliver(morning, today=demo.now)
    while demo.later and demo.later[0][0].date() <= day:
        moment, _, act = demo.later.pop(0)
        act(moment)
    for manner in demo.manners.values():
        pairs.change(manner, today=day, now=noon)
    if not is_down and (demo.now.date() - day < LONG_AGO or day.weekday() in (0, 2, 4)):
        beat.look_after(afternoon)
        beat.deliver(afternoon, today=demo.now)  # when it is daytime in all time zones of the pairs
    if day.weekday() < FRIDAY:
        for touchpoint in _due(demo, day):
            pairs.live(demo.manners[touchpoint.pairing_id], touchpoint, now=evening)
    if is_recent and not is_down:
        beat.deliver(night, today=demo.now)


def _is_down(demo: Simulation, day: date) -> bool:
    """Five weeks ago, the server was down from Tuesday to Thursday: what was due then is missed, and says so."""
    monday = demo.now.date() - timedelta(days=demo.now.weekday() + 35)
    return monday < day < monday + timedelta(days=4)


def _due(demo: Simulation, day: date) -> list[Touchpoint]:
    talking = [pk for pk, manner in demo.manners.items() if not manner.has_gone_silent(day)]
    rows = (
        Touchpoint.objects.open()
        .filter(due_on__lte=day, pairing__in=talking, pairing__state=Pairing.State.ACTIVE)
        .exclude(step__doer="coordinator")
        .select_related("step")
        .order_by("due_on", "step__position", "pk")
    )
    due = []
    for row in rows:
        manner = demo.manners[row.pairing_id]
        if row.due_on + timedelta(days=manner.lateness) <= day:
            row.pairing = manner.pairing
            due.append(row)
    return due


def moment_of(demo: Simulation, day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=demo.now.tzinfo)
