"""The journey of a program: as it is saved, and as it is being edited."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects

from programs.journey import drafts as drafting
from programs.journey.drafts import Journey, RungDraft, StepDraft
from programs.journey.models import JourneyDraft, Rung, Step
from programs.journey.queries import as_journey
from programs.program.models import Program


@dataclass(frozen=True)
class Edited:
    """What coordinators see while they edit. Without a draft, `journey` is the saved one.

    `seen` stands for what is on the screen. Every change sends it back, so that nobody changes what they haven't seen.
    """

    saved: Journey
    journey: Journey
    draft: JourneyDraft | None
    seen: str
    used: frozenset[int]  # ids of the saved steps that are in some pair

    @property
    def changes(self) -> list[str]:
        return drafting.changes(self.saved, self.journey)


@dataclass(frozen=True)
class RungRow:
    draft: RungDraft
    rung: Rung  # not in the database, only here for its words


@dataclass(frozen=True)
class StepRow:
    draft: StepDraft
    step: Step  # not in the database, only here for its words
    rungs: list[RungRow]
    is_changed: bool
    may_go: bool


def has_draft(program: Program) -> bool:
    return JourneyDraft.objects.filter(program=program).exists()


def edited(program: Program) -> Edited:
    """In three queries, and always fresh, so that an action sees what is there under its lock.

    The program keeps the steps as prefetched, so calculations about running pairs don't load them again.
    """
    draft = next(iter(JourneyDraft.objects.filter(program=program).select_related("edited_by")), None)
    steps = Step.objects.order_by("position").annotate(is_used=_in_pairs())
    vars(program).get("_prefetched_objects_cache", {}).pop("steps", None)
    prefetch_related_objects([program], Prefetch("steps", steps))
    rungs: dict[int, list[Rung]] = defaultdict(list)
    for rung in Rung.objects.filter(step__program=program):
        rungs[rung.step_id].append(rung)
    before = as_journey(program.steps.all(), rungs)
    used = frozenset(step.pk for step in program.steps.all() if step.is_used)  # type: ignore[attr-defined]  # annotated
    if draft is None:
        return Edited(before, before, None, f"saved-{sha256(repr(before).encode()).hexdigest()[:16]}", used)
    return Edited(before, drafting.from_json(draft.steps), draft, f"{draft.pk}-{draft.version}", used)


@cache
def _in_pairs() -> Exists:
    """Cached, because building it takes longer than running it."""
    return Exists(Step.objects.filter(pk=OuterRef("pk"), touchpoints__isnull=False).order_by())


def rows(edited: Edited) -> list[StepRow]:
    before = {step.id: step for step in edited.saved}
    return [
        StepRow(draft, shown(draft), rungs_of(draft), before.get(draft.id) != draft, draft.id not in edited.used)
        for draft in edited.journey
    ]


def in_use(journey: Iterable[StepDraft]) -> set[int]:
    """The ids of steps that are in some pair, by name only, because pairs are defined in an app above this one."""
    ids = [step.id for step in journey if step.is_saved]
    return set(Step.objects.filter(pk__in=ids, touchpoints__isnull=False).values_list("pk", flat=True).distinct())


def shown(draft: StepDraft) -> Step:
    return Step(
        kind=draft.kind,
        title=draft.title,
        doer=draft.doer,
        first_day=draft.first_day,
        every_days=draft.every_days,
        guide=draft.guide,
        enabled=draft.enabled,
    )


def rungs_of(draft: StepDraft) -> list[RungRow]:
    step = shown(draft)
    return [
        RungRow(rung, Rung(step=step, offset_days=rung.offset_days, audience=rung.audience)) for rung in draft.ladder
    ]
