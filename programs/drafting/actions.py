"""Edit a journey without touching the saved one, then save all changes at once or discard them.

Every act locks the program's row and is told what was on the screen (`seen`). If two coordinators change the same
journey at once, the second is Refused, so nobody changes what they haven't seen.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.web.integrity import Refused
from programs.drafting import queries
from programs.journey import drafts as drafting
from programs.journey import queries as journey_queries
from programs.journey import running_pairs
from programs.journey.drafts import Journey, RungDraft, StepDraft
from programs.journey.models import JourneyDraft, Rung, Step
from programs.program.models import Program

# What the activity page says after the actor's name.
SENTENCES = {
    "journey.saved": "saved the journey: {changes}",
}

STEP_FIELDS = ["kind", "title", "doer", "first_day", "every_days", "guide", "enabled"]
RUNG_FIELDS = ["offset_days", "audience", "subject", "text"]


def add_step(program: Program, step: StepDraft, *, seen: str, by: User, now: datetime) -> StepDraft:
    """Returns the step with the id it has in the draft."""
    added: list[StepDraft] = []

    def change(journey: Journey) -> Journey:
        journey, new = drafting.add(journey, step)
        added.append(new)
        return journey

    _edit(program, change, seen=seen, by=by, now=now)
    return added[0]


def change_step(program: Program, step_id: int, *, seen: str, by: User, now: datetime, **values: Any) -> None:
    _edit(program, lambda journey: drafting.change(journey, step_id, **values), seen=seen, by=by, now=now)


def move_step(program: Program, step_id: int, *, up: bool, seen: str, by: User, now: datetime) -> int:
    """Returns its new place, from 1."""
    journey = _edit(program, lambda journey: drafting.move(journey, step_id, up=up), seen=seen, by=by, now=now)
    return journey.index(drafting.find(journey, step_id)) + 1


def remove_step(program: Program, step_id: int, *, seen: str, by: User, now: datetime) -> None:
    def change(journey: Journey) -> Journey:
        _refuse_in_use([drafting.find(journey, step_id)])
        return drafting.remove(journey, step_id)

    _edit(program, change, seen=seen, by=by, now=now)


def add_rung(program: Program, step_id: int, rung: RungDraft, *, seen: str, by: User, now: datetime) -> None:
    _edit(program, lambda journey: drafting.add_rung(journey, step_id, rung), seen=seen, by=by, now=now)


def change_rung(
    program: Program, step_id: int, rung_id: int, *, seen: str, by: User, now: datetime, **values: Any
) -> None:
    _edit(program, lambda journey: drafting.change_rung(journey, step_id, rung_id, **values), seen=seen, by=by, now=now)


def remove_rung(program: Program, step_id: int, rung_id: int, *, seen: str, by: User, now: datetime) -> None:
    _edit(program, lambda journey: drafting.remove_rung(journey, step_id, rung_id), seen=seen, by=by, now=now)


@transaction.atomic
def discard(program: Program, *, seen: str) -> None:
    edited = _edited(_lock(program), seen)
    if edited.draft is not None:
        edited.draft.delete()


@transaction.atomic
def save(program: Program, *, seen: str, by: User, now: datetime) -> int:
    """Make the draft the journey, for running pairs too. Returns how many days of theirs changed.

    Refused if there is no draft, or if it drops a step that has its days in pairs.
    """
    current = _lock(program)
    edited = _edited(current, seen)
    if edited.draft is None:
        raise Refused("There is nothing to save: the journey is as it was.")
    kept = {step.id for step in edited.journey}
    _refuse_in_use([step for step in edited.saved if step.id not in kept])
    _write_steps(current, edited.journey)
    _write_rhythm(current, edited.journey)
    edited.draft.delete()
    replanned = running_pairs.replan(current, by=by, now=now)
    words = ", ".join(edited.changes)
    record("journey.saved", current, by=by, program_id=current.pk, now=now, changes=words, replanned=replanned)
    return replanned


@transaction.atomic
def carry_over(program: Program, change: Callable[[Journey], Journey]) -> None:
    """Apply a change of the program itself (its rhythm, its last day) to the draft, so saving the draft won't undo it.

    If the draft then equals the saved journey, it is deleted.
    """
    draft = JourneyDraft.objects.select_for_update().filter(program=program).first()
    if draft is None:
        return
    journey = change(drafting.from_json(draft.steps))
    if journey == journey_queries.saved(program):
        draft.delete()
    else:
        draft.steps = drafting.to_json(journey)
        draft.version += 1
        draft.save(update_fields=["steps", "version"])


@transaction.atomic
def _edit(program: Program, change: Callable[[Journey], Journey], *, seen: str, by: User, now: datetime) -> Journey:
    """Change the draft. It starts as a copy of the saved journey and is deleted once it equals that again."""
    edited = _edited(_lock(program), seen)
    try:
        journey = change(edited.journey)
    except drafting.Missing as missing:
        raise Refused("This is no longer a part of the journey.") from missing
    except drafting.Impossible as impossible:
        raise Refused(str(impossible)) from impossible
    if journey == edited.saved:
        JourneyDraft.objects.filter(program=program).delete()
    elif journey != edited.journey:
        version = edited.draft.version + 1 if edited.draft else 1
        values = {"steps": drafting.to_json(journey), "version": version, "edited_by": by, "edited_at": now}
        JourneyDraft.objects.update_or_create(program=program, defaults=values)
    return journey


def _lock(program: Program) -> Program:
    """One at a time, and no pair is made meanwhile. It doesn't hold up new rows that refer to the program."""
    current = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    if current.is_closed:
        raise Refused("This program is closed. Its journey can be read, but no longer changed.")
    return current


def _edited(program: Program, seen: str) -> queries.Edited:
    edited = queries.edited(program)
    if edited.seen != seen:
        who = edited.draft.edited_by if edited.draft else "Somebody"
        raise Refused(
            f"{who} has changed the journey meanwhile. You see it as it is now: do it once more if it is still right."
        )
    return edited


def _refuse_in_use(steps: list[StepDraft]) -> None:
    used = queries.in_use(steps)
    for step in steps:
        if step.id in used:
            raise Refused(
                f"“{step.title}” already has its days in pairs, so it can’t be removed. Switch it off instead."
            )


def _write_steps(program: Program, journey: Journey) -> None:
    kept = [step.id for step in journey if step.is_saved]
    program.steps.exclude(pk__in=kept).delete()
    rows = [
        Step(
            pk=step.id if step.is_saved else None,
            program=program,
            position=position,
            **{name: getattr(step, name) for name in STEP_FIELDS},
        )
        for position, step in enumerate(journey)
    ]
    Step.objects.bulk_update([row for row in rows if row.pk], [*STEP_FIELDS, "position"])
    Step.objects.bulk_create([row for row in rows if not row.pk])
    _write_rungs(program, [(row, rung) for row, step in zip(rows, journey, strict=True) for rung in step.ladder])


def _write_rungs(program: Program, ladders: list[tuple[Step, RungDraft]]) -> None:
    """A rung on another day is a new row, so two rows never swap places and break the unique constraint."""
    kept = [rung.id for _, rung in ladders if rung.id > 0]
    Rung.objects.filter(step__program=program).exclude(pk__in=kept).delete()
    rows = [
        Rung(pk=rung.id if rung.id > 0 else None, step=step, **{name: getattr(rung, name) for name in RUNG_FIELDS})
        for step, rung in ladders
    ]
    Rung.objects.bulk_update([row for row in rows if row.pk], ["subject", "text"])
    Rung.objects.bulk_create([row for row in rows if not row.pk])


def _write_rhythm(program: Program, journey: Journey) -> None:
    cadence = drafting.cadence_of(journey)
    if cadence and cadence != program.cadence_days:
        program.cadence_days = cadence
        program.save(update_fields=["cadence_days"])
