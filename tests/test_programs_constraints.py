"""Each constraint twice: the form says the sentence, the database refuses when the form is bypassed."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from mentoring.web.integrity import Refused, sentences
from programs.forms.programs import ProgramForm
from programs.models import Membership, Program, Question, Step
from tests import factories

pytestmark = pytest.mark.django_db
GOOD = {
    "name": "Growing",
    "purpose": "Learn.",
    "starts_on": "2026-03-02",
    "ends_on": "2026-12-02",
    "time_zone": "Europe/Berlin",
    "cadence_days": "14",
    "session_minutes": "60",
    "mentor_capacity": "2",
}


def refused_by(name):
    return pytest.raises(IntegrityError, match=re.escape(name))


def check_deferred():
    """What the end of a transaction would check; a test's own never ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"ends_on": date(2026, 3, 2)}, "program_ends_after_it_starts", "The last day must come after the first day."),
        ({"cadence_days": 0}, "program_cadence_is_a_rhythm", "Choose a rhythm from 1 to 90 days."),
        ({"cadence_days": 91}, "program_cadence_is_a_rhythm", "Choose a rhythm from 1 to 90 days."),
        ({"session_minutes": 4}, "program_session_has_a_length", "A session lasts from 5 to 480 minutes."),
        ({"session_minutes": 481}, "program_session_has_a_length", "A session lasts from 5 to 480 minutes."),
        ({"mentor_capacity": 0}, "program_capacity_is_humane", "A mentor takes from 1 to 50 mentees."),
        ({"mentor_capacity": 51}, "program_capacity_is_humane", "A mentor takes from 1 to 50 mentees."),
    ],
)
def test_program_is_refused_by_form_and_database(changes, name, sentence):
    form = ProgramForm(GOOD | {field: str(value) for field, value in changes.items()})
    assert form.non_field_errors() == [sentence]
    program = factories.ProgramFactory(starts_on=date(2026, 3, 2), ends_on=date(2026, 12, 2))
    with refused_by(name), transaction.atomic():
        Program.objects.filter(pk=program.pk).update(**changes)
    with pytest.raises(Refused) as refused, sentences():
        Program.objects.filter(pk=program.pk).update(**changes)
    assert refused.value.sentence == sentence


def test_good_program_passes():
    assert ProgramForm(GOOD).errors == {}


def test_unknown_time_zone_is_refused():
    form = ProgramForm(GOOD | {"time_zone": "Europe/Atlantis"})
    assert list(form.errors) == ["time_zone"]


def test_zone_under_its_older_name_is_kept():
    program = factories.ProgramFactory(time_zone="US/Eastern")
    form = ProgramForm(GOOD | {"time_zone": "US/Eastern"}, instance=program)
    assert form.errors == {}


def test_program_of_one_form_is_single():
    key = "4f6c1b0e-7d0f-4f43-9c3c-0f3a5f0c7a01"
    factories.ProgramFactory(form_key=key)
    with refused_by("form_key"), transaction.atomic():
        factories.ProgramFactory(form_key=key)


def message_of(row):
    with pytest.raises(ValidationError) as error:
        row.full_clean()
    return error.value.messages


def test_step_repeats_after_a_day_or_more(cast):
    step = factories.StepFactory(program=cast.program)
    step.every_days = 0
    assert message_of(step) == ["A step repeats after one day or more."]
    with refused_by("step_repeats_after_a_day_or_more"), transaction.atomic():
        step.save()


def test_step_and_question_positions_are_single(cast):
    factories.StepFactory(program=cast.program, position=1)
    factories.QuestionFactory(program=cast.program, position=1)
    with refused_by("step_position_is_single"), transaction.atomic():
        factories.StepFactory(program=cast.program, position=1)
        check_deferred()
    with refused_by("question_position_is_single"), transaction.atomic():
        factories.QuestionFactory(program=cast.program, position=1)
        check_deferred()


def test_positions_may_be_swapped_within_one_transaction(cast):
    first, second = (factories.StepFactory(program=cast.program, position=n) for n in (1, 2))
    Step.objects.filter(pk=first.pk).update(position=2)
    Step.objects.filter(pk=second.pk).update(position=1)
    check_deferred()
    assert list(cast.program.steps.all()) == [second, first]
    assert Question.objects.count() == 0


def test_rung_is_single(cast):
    rung = factories.RungFactory(step__program=cast.program, offset_days=3, audience="both")
    rung.pk = None
    assert message_of(rung) == ["This reminder is already on the ladder."]
    with refused_by("rung_is_single"), transaction.atomic():
        rung.save(force_insert=True)


@pytest.mark.parametrize("days", [-31, 91])
def test_rung_is_near_its_day(cast, days):
    rung = factories.RungFactory(step__program=cast.program)
    rung.offset_days = days
    assert message_of(rung) == ["A reminder goes out from 30 days before to 90 days after the day."]
    with refused_by("rung_is_near_its_day"), transaction.atomic():
        rung.save()


def test_membership_is_single(cast):
    again = Membership(user=cast.mentee, program=cast.program, role="mentee", joined_at=timezone.now())
    assert message_of(again) == ["This person already has this role in the program."]
    with refused_by("membership_is_single"), transaction.atomic():
        again.save()


@pytest.mark.parametrize(("role", "capacity"), [("mentee", 1), ("coordinator", 1), ("mentor", None)])
def test_capacity_belongs_to_mentors(cast, role, capacity):
    member = Membership(
        user=cast.administrator, program=cast.program, role=role, capacity=capacity, joined_at=timezone.now()
    )
    assert message_of(member) == ["Only mentors have a capacity."]
    with refused_by("membership_capacity_belongs_to_mentors"), transaction.atomic():
        member.save()


def test_capacity_is_humane(cast):
    cast.mentor_in.capacity = 51
    assert message_of(cast.mentor_in) == ["A mentor takes at most 50 mentees."]
    with refused_by("membership_capacity_is_humane"), transaction.atomic():
        cast.mentor_in.save()
