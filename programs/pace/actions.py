"""Holidays, quiet hours and the number of mails a week."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.web.integrity import Refused, must_stand
from programs.journey import running_pairs
from programs.pace.models import Holiday
from programs.program.models import Program

# What the activity page says after the actor's name.
SENTENCES = {
    "holiday.added": "added the holidays “{name}”, {first_on} to {last_on}",
    "holiday.removed": "removed the holidays “{name}”, {first_on} to {last_on}",
}


@transaction.atomic
def set_pace(
    program: Program, *, before: Mapping[str, Any] | None = None, by: User, now: datetime, **values: Any
) -> None:
    """Change the quiet hours and the mail budget; mails that are waiting follow when they come due.

    `before`: the values when the form was opened. Refused if a field that changes here has been changed since.
    """
    current = _lock(program)
    changed = sorted(name for name, value in values.items() if getattr(current, name) != value)
    if not changed:
        return
    must_stand(current, before, changed)
    for name in changed:
        setattr(current, name, values[name])
    current.save(update_fields=changed)
    words = ", ".join(str(field.verbose_name) for field in Program._meta.fields if field.name in changed)
    record("program.changed", current, by=by, program_id=current.pk, now=now, fields=changed, fields_in_words=words)


@transaction.atomic
def add_holiday(program: Program, *, name: str, first_on: date, last_on: date, by: User, now: datetime) -> int:
    """Returns how many open days of running pairs have moved."""
    current = _lock(program)
    holiday = Holiday.objects.create(program=current, name=name, first_on=first_on, last_on=last_on)
    return _follow(current, "holiday.added", holiday, by, now)


@transaction.atomic
def remove_holiday(holiday: Holiday, *, by: User, now: datetime) -> int:
    """Days that it had moved come back, unless somebody has chosen them. Doing it again changes nothing."""
    current = _lock(holiday.program)
    if not Holiday.objects.filter(pk=holiday.pk).delete()[0]:
        return 0
    return _follow(current, "holiday.removed", holiday, by, now)


def _follow(program: Program, verb: str, holiday: Holiday, by: User, now: datetime) -> int:
    moved = running_pairs.replan(program, by=by, now=now)
    record(
        verb,
        holiday,
        by=by,
        program_id=program.pk,
        now=now,
        name=holiday.name,
        first_on=holiday.first_on.isoformat(),
        last_on=holiday.last_on.isoformat(),
        replanned=moved,
    )
    return moved


def _lock(program: Program) -> Program:
    current = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    if current.is_closed:
        raise Refused("This program is closed. It can be read, but no longer changed.")
    return current
