"""A journey that is being edited, as values. Pure: every change returns a new journey and saves nothing.

Steps and rungs that are saved keep the id of their row; new ones have a negative id until they are saved.
Changes raise Missing and Impossible.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol, Self, TypeVar

from programs.journey.calculation import JourneyRung, JourneyStep

MOST_STEPS = 40
MOST_RUNGS = 12
SESSION = "session"


class Missing(LookupError):
    """The step or rung isn't in the draft, or no longer is."""


class Impossible(Exception):
    """The journey can't be changed like this; the message is the sentence people read."""


class _HasId(Protocol):
    @property
    def id(self) -> int: ...


_Row = TypeVar("_Row", bound=_HasId)


@dataclass(frozen=True)
class RungDraft:
    """One reminder. `offset_days` counts from the due day (negative: before it); empty words mean the default."""

    id: int
    offset_days: int
    audience: str
    subject: str = ""
    text: str = ""

    @property
    def has_own_words(self) -> bool:
        return bool(self.subject or self.text)


@dataclass(frozen=True)
class StepDraft:
    id: int
    kind: str
    title: str
    doer: str
    first_day: int
    every_days: int | None = None
    guide: str = ""
    enabled: bool = True
    ladder: tuple[RungDraft, ...] = ()

    @property
    def is_saved(self) -> bool:
        return self.id > 0

    def rung(self, rung_id: int) -> RungDraft:
        return _find(self.ladder, rung_id)

    def as_journey_step(self) -> JourneyStep:
        ladder = tuple(JourneyRung(rung.offset_days, rung.audience) for rung in self.ladder)
        return JourneyStep(self.id, self.first_day, self.every_days, self.kind, self.doer, ladder)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        return cls(**{**values, "ladder": tuple(RungDraft(**rung) for rung in values["ladder"])})


Journey = tuple[StepDraft, ...]


def to_json(journey: Journey) -> list[dict[str, Any]]:
    return [asdict(step) for step in journey]


def from_json(values: Iterable[Mapping[str, Any]]) -> Journey:
    return tuple(StepDraft.from_json(step) for step in values)


def calculated(journey: Journey) -> list[JourneyStep]:
    """The steps that are switched on, as the calculation sees them."""
    return [step.as_journey_step() for step in journey if step.enabled]


def find(journey: Journey, step_id: int) -> StepDraft:
    return _find(journey, step_id)


def add(journey: Journey, step: StepDraft) -> tuple[Journey, StepDraft]:
    """Insert the step after those that come no later. Returns the step too, with new ids for it and its rungs."""
    if len(journey) >= MOST_STEPS:
        raise Impossible(f"A journey has at most {MOST_STEPS} steps. Remove one first.")
    ladder = tuple(replace(rung, id=-number) for number, rung in enumerate(step.ladder, start=1))
    new = replace(step, id=_new_id(journey), ladder=ladder)
    earlier = [place for place, other in enumerate(journey, start=1) if other.first_day <= new.first_day]
    place = max(earlier, default=0)
    return _checked((*journey[:place], new, *journey[place:]), new), new


def change(journey: Journey, step_id: int, **values: Any) -> Journey:
    changed = replace(find(journey, step_id), **values)
    return _checked(tuple(changed if step.id == step_id else step for step in journey), changed)


def move(journey: Journey, step_id: int, *, up: bool) -> Journey:
    place = journey.index(find(journey, step_id))
    other = place - 1 if up else place + 1
    if not 0 <= other < len(journey):
        return journey
    steps = list(journey)
    steps[place], steps[other] = steps[other], steps[place]
    return tuple(steps)


def remove(journey: Journey, step_id: int) -> Journey:
    gone = find(journey, step_id)
    return tuple(step for step in journey if step is not gone)


def add_rung(journey: Journey, step_id: int, rung: RungDraft) -> Journey:
    step = find(journey, step_id)
    if len(step.ladder) >= MOST_RUNGS:
        raise Impossible(f"A step has at most {MOST_RUNGS} reminders. Remove one first.")
    return _with_ladder(journey, step, (*step.ladder, replace(rung, id=_new_id(step.ladder))))


def change_rung(journey: Journey, step_id: int, rung_id: int, **values: Any) -> Journey:
    """A saved rung that moves to another day or other people becomes a new reminder: new id, same words."""
    step = find(journey, step_id)
    before = step.rung(rung_id)
    after = replace(before, **values)
    if (after.offset_days, after.audience) != (before.offset_days, before.audience) and before.id > 0:
        after = replace(after, id=_new_id(step.ladder))
    return _with_ladder(journey, step, tuple(after if rung is before else rung for rung in step.ladder))


def remove_rung(journey: Journey, step_id: int, rung_id: int) -> Journey:
    step = find(journey, step_id)
    gone = step.rung(rung_id)
    return _with_ladder(journey, step, tuple(rung for rung in step.ladder if rung is not gone))


def in_rhythm(journey: Journey, cadence_days: int) -> Journey:
    """The same journey with its session step every `cadence_days` days."""
    return tuple(replace(step, every_days=cadence_days) if step.kind == SESSION else step for step in journey)


def with_end_moved(journey: Journey, days: int) -> Journey:
    """The journey after the program's last day moved by `days`: closing steps keep their distance from it."""
    return tuple(
        replace(step, first_day=max(0, step.first_day + days)) if step.kind == "closure" else step for step in journey
    )


def cadence_of(journey: Journey) -> int | None:
    return next((step.every_days for step in journey if step.kind == SESSION), None)


def changes(saved: Journey, draft: Journey) -> list[str]:
    """What saving would do, counted and in words: “1 step added”, “the steps in another order”."""
    before, after = {step.id: step for step in saved}, {step.id: step for step in draft}
    kept = [step_id for step_id in before if step_id in after]
    found = [
        _counted(len(after) - len(kept), "added"),
        _counted(len(before) - len(kept), "removed"),
        _counted(sum(before[step_id] != after[step_id] for step_id in kept), "changed"),
    ]
    if kept != [step.id for step in draft if step.id in before]:
        found.append("the steps in another order")
    return [words for words in found if words]


def _with_ladder(journey: Journey, step: StepDraft, ladder: Sequence[RungDraft]) -> Journey:
    places = [(rung.offset_days, rung.audience) for rung in ladder]
    if len(set(places)) < len(places):
        raise Impossible("This reminder is already on the ladder.")
    ordered = sorted(ladder, key=lambda rung: (rung.offset_days, rung.audience))
    return tuple(replace(step, ladder=tuple(ordered)) if other is step else other for other in journey)


def _checked(journey: Journey, touched: StepDraft) -> Journey:
    if touched.kind != SESSION:
        return journey
    if any(step.kind == SESSION and step.id != touched.id for step in journey):
        raise Impossible("A journey has one session step: its rhythm is that of the program. Change that one.")
    if not 1 <= (touched.every_days or 0) <= 90:
        raise Impossible("Sessions repeat: choose a rhythm from 1 to 90 days.")
    return journey


def _find(rows: Iterable[_Row], wanted: int) -> _Row:
    for row in rows:
        if row.id == wanted:
            return row
    raise Missing(wanted)


def _new_id(rows: Iterable[_HasId]) -> int:
    return min([0, *(row.id for row in rows)]) - 1


def _counted(number: int, what: str) -> str:
    return f"{number} step{'' if number == 1 else 's'} {what}" if number else ""
