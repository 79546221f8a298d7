"""What the form says where a constraint of a program would be broken; test_constraints.py bypasses the form."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from mentoring.web.integrity import Refused, sentences
from programs.models import Membership, Program, Step
from programs.setup.forms import ProgramForm
from tests import factories
from tests.sentences import CAPACITY, RHYTHM, RUNG_IS_NEAR, RUNG_IS_SINGLE
from tests.test_constraints import check_deferred

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


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends_on": date(2026, 3, 2)}, "The last day must come after the first day."),
        ({"cadence_days": 0}, RHYTHM),
        ({"cadence_days": 91}, RHYTHM),
        ({"session_minutes": 4}, "A session lasts from 5 to 480 minutes."),
        ({"session_minutes": 481}, "A session lasts from 5 to 480 minutes."),
        ({"mentor_capacity": 0}, CAPACITY),
        ({"mentor_capacity": 51}, CAPACITY),
    ],
)
def test_form_and_database_say_the_same_sentence(changes, sentence):
    form = ProgramForm(GOOD | {field: str(value) for field, value in changes.items()})
    assert form.errors == {field: [sentence] for field in changes}
    program = factories.ProgramFactory(starts_on=date(2026, 3, 2), ends_on=date(2026, 12, 2))
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
    with pytest.raises(IntegrityError, match="form_key"), transaction.atomic():
        factories.ProgramFactory(form_key=key)


def message_of(row):
    with pytest.raises(ValidationError) as error:
        row.full_clean()
    return error.value.messages


def test_step_repeats_after_a_day_or_more(cast):
    step = factories.StepFactory(program=cast.program)
    step.every_days = 0
    assert message_of(step) == ["A step repeats after one day or more."]


def test_positions_may_be_swapped_within_one_transaction(cast):
    first, second = (factories.StepFactory(program=cast.program, position=n) for n in (1, 2))
    Step.objects.filter(pk=first.pk).update(position=2)
    Step.objects.filter(pk=second.pk).update(position=1)
    check_deferred()
    assert list(cast.program.steps.all()) == [second, first]


def test_rung_is_single(cast):
    rung = factories.RungFactory(step__program=cast.program, offset_days=3, audience="both")
    rung.pk = None
    assert message_of(rung) == [RUNG_IS_SINGLE]


@pytest.mark.parametrize("days", [-31, 91])
def test_rung_is_near_its_day(cast, days):
    rung = factories.RungFactory(step__program=cast.program)
    rung.offset_days = days
    assert message_of(rung) == [RUNG_IS_NEAR]


def test_membership_is_single(cast):
    again = Membership(user=cast.mentee, program=cast.program, role="mentee", joined_at=timezone.now())
    assert message_of(again) == ["This person already has this role in the program."]


@pytest.mark.parametrize(("role", "capacity"), [("mentee", 1), ("coordinator", 1), ("mentor", None)])
def test_capacity_belongs_to_mentors(cast, role, capacity):
    member = Membership(
        user=cast.administrator, program=cast.program, role=role, capacity=capacity, joined_at=timezone.now()
    )
    assert message_of(member) == ["Only mentors have a capacity."]


def test_capacity_is_humane(cast):
    cast.mentor_in.capacity = 51
    assert message_of(cast.mentor_in) == ["A mentor takes at most 50 mentees."]
