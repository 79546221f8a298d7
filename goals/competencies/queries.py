"""How the mentee has grown in the six areas: the ratings, what they show, and what may help in the lowest."""

from dataclasses import dataclass
from datetime import date, datetime

from goals.competencies.areas import AREAS, Area
from goals.competencies.models import Assessment
from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from programs.library.models import Resource
from programs.library.queries import helping_with

Moment = Assessment.Moment
MIDDLE_FROM, END_FROM = 0.4, 0.85  # as a share of the pair's time
AT_MOST_OFFERED_FOR = 2  # somebody who is equally low everywhere shouldn't have to read six lists
LEFT, APART, HIGH = 16, 80, 54  # of the chart, in SVG units


@dataclass(frozen=True)
class AreaLine:
    """One area of the chart, with the x and y of its marks.

    `then` and `now` are the mentee's first and latest rating (`then` is None until they have rated twice).
    `theirs` is the mentor's latest.
    """

    area: Area
    top: int
    then: int | None
    now: int | None
    theirs: int | None
    cells: tuple[str, ...]  # for the table, one per moment

    @property
    def y(self) -> int:
        return self.top + 32

    @property
    def label_y(self) -> int:
        return self.top + 14

    @property
    def then_x(self) -> int | None:
        return _x(self.then)

    @property
    def now_x(self) -> int | None:
        return _x(self.now)

    @property
    def diamond(self) -> str:
        x, y = _x(self.theirs), self.y
        return f"M{x} {y - 9}L{x + 9} {y}L{x} {y + 9}L{x - 9} {y}Z" if x is not None else ""


@dataclass(frozen=True)
class Growth:
    lines: list[AreaLine]
    finding: str
    has_then: bool
    has_theirs: bool
    lowest: list[Area]
    own: list[Assessment]  # by the mentee, in the order of the moments
    mentors: list[Assessment]

    @property
    def height(self) -> int:
        return len(self.lines) * HIGH + 8

    @property
    def grid(self) -> list[int]:
        return [LEFT + step * APART for step in range(5)]


def growth(pairing: Pairing) -> Growth:
    """Everything the ratings of a pair show, in one query."""
    found = list(Assessment.objects.filter(pairing=pairing))
    found.sort(key=lambda one: Moment.values.index(one.moment))
    own = [one for one in found if one.by_id == pairing.mentee.user_id]
    mentors = [one for one in found if one.by_id == pairing.mentor.user_id]
    lines = [_line(position, area, own, mentors) for position, area in enumerate(AREAS)]
    return Growth(
        lines=lines,
        finding=_finding(lines, own),
        has_then=len(own) > 1,
        has_theirs=bool(mentors),
        lowest=_lowest(own),
        own=own,
        mentors=mentors,
    )


def offered(pairing: Pairing, seen: Growth) -> list[Resource]:
    return helping_with(pairing.program, [area.key for area in seen.lowest]) if seen.lowest else []


def moments(seen: Growth, viewer: User, pairing: Pairing, today: date) -> list[tuple[str, str, bool, bool]]:
    """The moments this person may still rate, each as (value, label, already rated, to be rated now)."""
    mine = [one.moment for one in (seen.own if viewer.pk == pairing.mentee.user_id else seen.mentors)]
    first = max((Moment.values.index(moment) for moment in mine), default=0)
    now = fitting(pairing, today, has_begun=bool(mine))
    return [
        (value, str(label), value in mine, value == now and value not in mine)
        for value, label in Moment.choices[first:]
    ]


def due(pairing: Pairing, viewer: User, now: datetime) -> str | None:
    """The moment this person should rate now; None if they have done so."""
    offered = moments(growth(pairing), viewer, pairing, pairing.program.today(now))
    return next((value for value, _, _, is_time in offered if is_time), None)


def fitting(pairing: Pairing, today: date, *, has_begun: bool) -> str:
    """The moment a pair is at, given how much of its time has passed.

    Somebody who hasn't rated anything yet (`has_begun` is False) gets the start even in the middle.
    """
    share = (today - pairing.started_on).days / max(1, (pairing.ends_on - pairing.started_on).days)
    if share >= END_FROM:
        return Moment.END
    return Moment.MIDDLE if has_begun and share >= MIDDLE_FROM else Moment.START


def _line(position: int, area: Area, own: list[Assessment], mentors: list[Assessment]) -> AreaLine:
    def of(one: Assessment | None) -> int | None:
        return one.ratings[area.key] if one else None

    by_moment = [
        (
            next((one for one in own if one.moment == moment), None),
            next((m for m in mentors if m.moment == moment), None),
        )
        for moment in Moment.values
    ]
    return AreaLine(
        area=area,
        top=position * HIGH,
        then=of(own[0]) if len(own) > 1 else None,
        now=of(own[-1]) if own else None,
        theirs=of(mentors[-1]) if mentors else None,
        cells=tuple(_cell(of(mine), of(theirs)) for mine, theirs in by_moment),
    )


def _cell(own: int | None, theirs: int | None) -> str:
    return f"{own or '–'} ({theirs})" if theirs else str(own or "–")


def _finding(lines: list[AreaLine], own: list[Assessment]) -> str:
    if len(own) < 2:
        return "Where things stand, from 1 (hardly ever) to 5 (nearly always)"
    steps = [(line.now or 0) - (line.then or 0) for line in lines]
    most = max(steps)
    if most <= 0:
        return "As high as before, or lower: a harder look is often a sign of growth"
    grown = [line for line, step in zip(lines, steps, strict=True) if step == most]
    if len(grown) > 2:
        return f"Grown in {sum(step > 0 for step in steps)} of {len(steps)} areas"
    names = " and ".join(line.area.label.lower() for line in grown)
    return (
        f"Grown most in {names}: from {grown[0].then} to {grown[0].now}"
        if len(grown) == 1
        else f"Grown most in {names}"
    )


def _lowest(own: list[Assessment]) -> list[Area]:
    if not own:
        return []
    ratings = own[-1].ratings
    low = min(ratings.values())
    return [area for area in AREAS if ratings[area.key] == low][:AT_MOST_OFFERED_FOR]


def _x(rating: int | None) -> int | None:
    return None if rating is None else LEFT + (rating - 1) * APART
