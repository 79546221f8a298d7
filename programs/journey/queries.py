"""The steps of a program's journey as they are saved."""

from collections.abc import Iterable, Mapping

from programs.journey.drafts import Journey, RungDraft, StepDraft
from programs.journey.models import Rung, Step
from programs.program.models import Program


def steps_of(program: Program) -> list[Step]:
    """Only steps that are switched on, in order and with their rungs."""
    return list(program.steps.filter(enabled=True).prefetch_related("rungs").order_by("position"))


def saved(program: Program) -> Journey:
    return as_journey(program.steps.prefetch_related("rungs").order_by("position"))


def as_journey(steps: Iterable[Step], rungs: Mapping[int, Iterable[Rung]] | None = None) -> Journey:
    """`rungs`: by step id, if they were loaded separately."""
    return tuple(
        StepDraft(
            step.pk,
            step.kind,
            step.title,
            step.doer,
            step.first_day,
            step.every_days,
            step.guide,
            step.enabled,
            tuple(
                RungDraft(rung.pk, rung.offset_days, rung.audience, rung.subject, rung.text)
                for rung in sorted(
                    step.rungs.all() if rungs is None else rungs.get(step.pk, ()),
                    key=lambda rung: (rung.offset_days, rung.audience),
                )
            ),
        )
        for step in steps
    )
