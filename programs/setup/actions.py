"""The life of a program: create, change, open, start, close."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.web.integrity import Refused, must_stand
from programs.applications.questions import Question
from programs.builtin import catalog as templates_builtin
from programs.builtin.shape import Template
from programs.drafting import actions as drafts
from programs.journey import drafts as drafting
from programs.journey import running_pairs
from programs.journey.models import Rung, Step
from programs.program.models import Membership, Program
from programs.setup import queries

# What the activity page says after the actor's name.
SENTENCES = {
    "program.created": "created the program from the template “{template}”",
    "program.changed": "changed the settings: {fields_in_words}",
    "program.opened": "opened the program for enrolment",
    "program.started": "started the program",
    "program.closed": "closed the program",
}

State = Program.State
# The days of pairs depend on these.
MOVES_DAYS = {"cadence_days", "starts_on", "ends_on", "time_zone"}


@transaction.atomic
def create(
    template_key: str,
    *,
    name: str,
    purpose: str,
    starts_on: date,
    ends_on: date,
    time_zone: str,
    by: User,
    now: datetime,
    cadence_days: int | None = None,
    session_minutes: int | None = None,
    mentor_capacity: int | None = None,
    form_key: UUID | None = None,
) -> Program:
    """Create a draft with a journey and questions of its own, copied from the template; `by` becomes its coordinator.

    Whatever is left out comes from the template; KeyError if there is no such template.
    Sending the same `form_key` again returns the first program.
    """
    template = templates_builtin.get(template_key)
    program, is_new = Program.objects.get_or_create(
        form_key=form_key or uuid4(),
        defaults={
            "name": name,
            "template": template.key,
            "purpose": purpose,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "time_zone": time_zone,
            "cadence_days": cadence_days or template.cadence_days,
            "session_minutes": session_minutes or template.session_minutes,
            "mentor_capacity": mentor_capacity or template.mentor_capacity,
        },
    )
    if not is_new:
        return program
    _write_journey(program, template)
    _write_questions(program, template)
    Membership.objects.create(user=by, program=program, role=Membership.Role.COORDINATOR, joined_at=now)
    record("program.created", program, by=by, program_id=program.pk, now=now, template=template.title)
    return program


def _write_journey(program: Program, template: Template) -> None:
    steps = Step.objects.bulk_create(
        Step(
            program=program,
            kind=plan.kind,
            title=plan.title,
            doer=plan.doer,
            first_day=plan.first_day(length=program.length),
            every_days=program.cadence_days if plan.kind == Step.Kind.SESSION else plan.every_days,
            guide=plan.guide,
            position=position,
        )
        for position, plan in enumerate(template.steps)
    )
    Rung.objects.bulk_create(
        Rung(step=step, offset_days=rung.offset_days, audience=rung.audience)
        for step, plan in zip(steps, template.steps, strict=True)
        for rung in plan.ladder
    )


def _write_questions(program: Program, template: Template) -> None:
    Question.objects.bulk_create(
        Question(
            program=program,
            audience=plan.audience,
            kind=plan.kind,
            label=plan.label,
            help_text=plan.help_text,
            choices=list(plan.choices),
            required=plan.required,
            shown_to_match=plan.shown_to_match,
            position=position,
        )
        for position, plan in enumerate(template.questions)
    )


@transaction.atomic
def update(
    program: Program, *, before: Mapping[str, Any] | None = None, by: User, now: datetime, **values: Any
) -> Program:
    """Change names, dates and rhythm, and return the program as it is now.

    `cadence_days` always equals the `every_days` of the session step, so both change here. Closing steps keep their
    distance from the last day, pairs that were to last until then follow it, and open days are planned again.
    `before`: the values when the form was opened. Refused if a field that changes here has been changed since.
    """
    current = Program.objects.select_for_update().get(pk=program.pk)
    if current.is_closed:
        raise Refused("This program is closed. It can be read, but no longer changed.")
    changed = sorted(name for name, value in values.items() if getattr(current, name) != value)
    if not changed:
        return current
    must_stand(current, before, changed)
    length, ended_on = current.length, current.ends_on
    for name in changed:
        setattr(current, name, values[name])
    current.save(update_fields=changed)
    if "cadence_days" in changed:
        current.steps.filter(kind=Step.Kind.SESSION).update(every_days=current.cadence_days)
        drafts.carry_over(current, lambda journey: drafting.in_rhythm(journey, current.cadence_days))
    _move_closing_steps(current, days=current.length - length)
    if "ends_on" in changed:
        running_pairs.move_end(current, before=ended_on)
    if MOVES_DAYS.intersection(changed):
        running_pairs.replan(current, by=by, now=now)
    words = ", ".join(str(field.verbose_name) for field in Program._meta.fields if field.name in changed)
    record("program.changed", current, by=by, program_id=current.pk, now=now, fields=changed, fields_in_words=words)
    return current


def _move_closing_steps(program: Program, *, days: int) -> None:
    if not days:
        return
    for step in program.steps.filter(kind=Step.Kind.CLOSURE):
        step.first_day = max(0, step.first_day + days)
        step.save(update_fields=["first_day"])
    drafts.carry_over(program, lambda journey: drafting.with_end_moved(journey, days))


@transaction.atomic
def open_enrolment(program: Program, *, by: User, now: datetime) -> None:
    """From now on people can be invited and can apply. Refused until the program's checklist is done."""
    _refuse_unless_ready(program, now)
    _go(program, State.ENROLLING, out_of=[State.DRAFT], by=by, now=now, verb="program.opened")


@transaction.atomic
def start(program: Program, *, by: User, now: datetime) -> None:
    """Start the program. Pairs can be made before and after.

    Refused until its checklist is done and it has at least one mentor and one mentee.
    """
    _refuse_unless_ready(program, now)
    for role, nobody in {Membership.Role.MENTOR: "a mentor", Membership.Role.MENTEE: "a mentee"}.items():
        if not program.memberships.active().filter(role=role).exists():
            raise Refused(f"Approve {nobody} first: a program starts with at least one mentor and one mentee.")
    _go(program, State.RUNNING, out_of=[State.ENROLLING], by=by, now=now, verb="program.started")


@transaction.atomic
def close(program: Program, *, by: User, now: datetime) -> None:
    """Nobody can change it any more, but it stays readable. Refused while pairs are live: they end in their own way."""
    Program.objects.select_for_update().get(pk=program.pk)  # a pair that is being made waits and finds it closed
    if live := queries.live_pairs(program).count():
        pairs = "1 pair is" if live == 1 else f"{live} pairs are"
        raise Refused(f"{pairs} still live. End them first, so that each can close in its own way.")
    _go(
        program,
        State.CLOSED,
        out_of=[State.DRAFT, State.ENROLLING, State.RUNNING],
        by=by,
        now=now,
        verb="program.closed",
    )


def _refuse_unless_ready(program: Program, now: datetime) -> None:
    missing = [item for item in queries.checklist(program, now=now) if not item.done]
    if missing:
        raise Refused(missing[0].otherwise)


def _go(program: Program, to: State, *, out_of: list[State], by: User, now: datetime, verb: str) -> None:
    if not Program.objects.filter(pk=program.pk, state__in=out_of).update(state=to):
        program.refresh_from_db(fields=["state"])
        raise Refused(f"Nothing was changed: the program is now “{program.get_state_display().lower()}”.")
    program.state = to
    record(verb, program, by=by, program_id=program.pk, now=now)
