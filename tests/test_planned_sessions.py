"""Planned sessions: nobody is in two places, also when two book at the same moment; moved, cancelled, told once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from pairings.models import Attendance, Availability, PlannedSession, ProposedTime, TimeProposal, Usefulness
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
TUESDAY = datetime(2026, 12, 1, 14, tzinfo=UTC)


def planned(cast, **more):
    values = {"starts_at": TUESDAY, "minutes": 60, "changed_by": cast.mentor, "changed_at": NOW, **more}
    return PlannedSession.objects.create(pairing=cast.pairing, **values)


def attend(session, user, *, begins=TUESDAY, minutes=60, active=True):
    during = (begins, begins + timedelta(minutes=minutes))
    return Attendance.objects.create(planned_session=session, user=user, during=during, active=active)


@pytest.mark.parametrize("minutes", [4, 481])
def test_the_database_refuses_an_odd_length(cast, minutes):
    with pytest.raises(IntegrityError, match="planned_session_has_a_length"), transaction.atomic():
        planned(cast, minutes=minutes)
    with pytest.raises(IntegrityError, match="time_proposal_has_a_length"), transaction.atomic():
        factories.TimeProposalFactory(pairing=cast.pairing, minutes=minutes)


def test_the_database_keeps_one_person_in_one_place(cast):
    attend(planned(cast), cast.mentor)
    half_past = TUESDAY + timedelta(minutes=30)
    with pytest.raises(IntegrityError, match="attendance_never_overlaps"), transaction.atomic():
        attend(planned(cast), cast.mentor, begins=half_past)
    attend(planned(cast), cast.mentee, begins=half_past)  # somebody else
    attend(planned(cast), cast.mentor, begins=TUESDAY + timedelta(hours=1))  # when the first one ends
    attend(planned(cast), cast.mentor, begins=half_past, active=False)  # cancelled
    assert Attendance.objects.count() == 4


def test_the_database_keeps_one_attendance_of_each(cast):
    session = planned(cast)
    attend(session, cast.mentor)
    with pytest.raises(IntegrityError, match="attendance_is_single"), transaction.atomic():
        attend(session, cast.mentor, begins=TUESDAY + timedelta(days=1))


def test_the_database_refuses_a_fourth_time_and_the_same_twice(cast):
    proposal = factories.TimeProposalFactory(pairing=cast.pairing)
    ProposedTime.objects.create(proposal=proposal, position=1, starts_at=TUESDAY)
    for name, position, starts_at in (
        ("proposed_times_are_at_most_three", 4, TUESDAY + timedelta(days=1)),
        ("proposed_time_is_proposed_once", 2, TUESDAY),
        ("proposed_time_has_its_place", 1, TUESDAY + timedelta(days=1)),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            ProposedTime.objects.create(proposal=proposal, position=position, starts_at=starts_at)


def test_the_database_keeps_one_open_proposal_of_a_pair(cast):
    factories.TimeProposalFactory(pairing=cast.pairing)
    factories.TimeProposalFactory(pairing=cast.pairing, state=TimeProposal.State.WITHDRAWN)
    with pytest.raises(IntegrityError, match="time_proposal_is_open_once"), transaction.atomic():
        factories.TimeProposalFactory(pairing=cast.pairing)


def test_the_database_knows_no_eighth_day(cast):
    Availability.objects.create(user=cast.mentor, cells=[0, 27])
    with pytest.raises(IntegrityError, match="availability_is_of_a_week"), transaction.atomic():
        Availability.objects.create(user=cast.mentee, cells=[28])


def test_the_database_keeps_one_of_three_answers_of_each(cast):
    session = factories.SessionFactory(pairing=cast.pairing)
    Usefulness.objects.create(session=session, author=cast.mentee, answer="partly", answered_at=NOW)
    for name, author, answer in (
        ("usefulness_is_single", cast.mentee, "yes"),
        ("usefulness_is_one_of_three", cast.mentor, "maybe"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Usefulness.objects.create(session=session, author=author, answer=answer, answered_at=NOW)
