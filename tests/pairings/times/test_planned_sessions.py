"""Planned sessions: nobody is in two places, also when two book at the same moment; moved, cancelled, told once."""

import threading
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from mentoring.activity.models import Entry
from mentoring.notifications.planning.models import Notification
from mentoring.web import dates, integrity
from mentoring.web.integrity import Refused
from pairings.logbook import actions as sessions
from pairings.models import Attendance, Availability, Pairing, PlannedSession, ProposedTime, TimeProposal, Usefulness
from pairings.pair import acting
from pairings.times.actions import planning as planned_sessions
from pairings.times.actions import proposing as time_proposals
from tests import factories
from tests.sentences import ONLY_THE_PAIR, PAIR_HAS_ENDED

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


# What the actions do


@pytest.fixture
def pair(cast):
    """The cast's pair, in a program of 2026 and 2027; Sam's clock is New York's."""
    cast.program.starts_on, cast.program.ends_on = date(2026, 9, 1), date(2027, 8, 31)
    cast.program.save()
    cast.pairing.started_on, cast.pairing.ends_on = date(2026, 10, 27), date(2027, 8, 31)
    cast.pairing.save()
    cast.mentee.time_zone = "America/New_York"
    cast.mentee.save()
    return Pairing.objects.with_people().get(pk=cast.pairing.pk)


@pytest.fixture
def other_pair(cast, pair):
    """The mentor of the cast is a mentee in another program."""
    other = factories.PairingFactory(
        program=factories.ProgramFactory(starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31)),
        mentee=factories.MembershipFactory(user=cast.mentor, program=pair.program, role="mentee"),
        started_on=pair.started_on,
        ends_on=pair.ends_on,
    )
    return Pairing.objects.with_people().get(pk=other.pk)


def book(pair, by, at=TUESDAY, **more):
    return planned_sessions.book(pair, starts_at=at, minutes=60, by=by, now=NOW, **more)


def propose(pair, by, *times, **more):
    times = times or (TUESDAY, TUESDAY + timedelta(days=1))
    values = {"minutes": 60, "form_key": uuid.uuid4(), "now": NOW, **more}
    return time_proposals.propose(pair, starts=times, by=by, **values)


def told():
    return list(Notification.objects.order_by("pk").values_list("kind", "recipient__email"))


def time_at(proposal, at):
    return proposal.times.get(starts_at=at).pk


def test_a_booked_session_holds_both_and_tells_the_other(cast, pair):
    planned = book(pair, cast.mentor, place="https://meet.example.org/us")
    assert {one.user: (one.during.lower, one.during.upper) for one in planned.attendances.all()} == {
        cast.mentor: (TUESDAY, TUESDAY + timedelta(hours=1)),
        cast.mentee: (TUESDAY, TUESDAY + timedelta(hours=1)),
    }
    assert told() == [("session_invited", "mentee@example.org")]
    assert [entry.verb for entry in Entry.objects.all()] == ["planned_session.booked"]


def test_one_s_own_clash_is_named_and_the_partner_s_is_not(cast, pair, other_pair):
    book(other_pair, cast.mentor)
    half_past = TUESDAY + timedelta(minutes=30)
    with pytest.raises(Refused) as own:
        book(pair, cast.mentor, half_past)
    assert own.value.sentence == "You have another session on Tue, Dec 1, from 3:00 PM to 4:00 PM. Choose another time."
    with pytest.raises(Refused) as partners:
        book(pair, cast.mentee, half_past)
    assert partners.value.sentence == "Miriam has another session at that time. Choose another time."
    assert book(pair, cast.mentee, TUESDAY + timedelta(hours=1)).starts_at == TUESDAY + timedelta(hours=1)


def test_when_the_form_is_bypassed_the_constraint_says_a_sentence(cast, pair):
    attend(book(pair, cast.mentor), cast.coordinator)
    with pytest.raises(Refused, match="At that time one of you two has another session"), integrity.sentences():
        attend(planned(cast), cast.coordinator)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_book_one_person_at_the_same_moment_one_reads_why_not(cast, pair, other_pair):
    together, outcomes = threading.Barrier(2), []

    def attempt(where, by):
        try:
            together.wait(timeout=30)
            with integrity.sentences():
                book(where, by)
            outcomes.append("booked")
        except Refused as refused:
            outcomes.append(refused.sentence)
        finally:
            connection.close()

    people = [(pair, cast.mentee), (other_pair, other_pair.mentor.user)]
    threads = [threading.Thread(target=attempt, args=one) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["Miriam has another session at that time. Choose another time.", "booked"]
    assert Attendance.objects.filter(user=cast.mentor, active=True).count() == 1


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (NOW, "This time has passed. Choose one that is still to come."),
        (
            datetime(2027, 9, 1, 8, tzinfo=UTC),
            f"Choose a day up to {dates.day(date(2027, 8, 31))}, your last day as a pair.",
        ),
    ],
)
def test_a_time_must_fit_the_life_of_the_pair(cast, pair, at, sentence):
    with pytest.raises(Refused) as refused:
        book(pair, cast.mentor, at)
    assert (refused.value.sentence, refused.value.field) == (sentence, "starts_at")


def test_a_stranger_plans_nothing_and_nobody_after_the_end(cast, pair):
    planned = book(pair, cast.mentor)
    with pytest.raises(Refused, match=ONLY_THE_PAIR):
        book(pair, cast.outsider, TUESDAY + timedelta(days=1))
    with pytest.raises(Refused, match=ONLY_THE_PAIR):
        planned_sessions.cancel(planned, by=cast.coordinator, now=NOW)
    with pytest.raises(Refused, match=ONLY_THE_PAIR):
        propose(pair, cast.outsider)
    Pairing.objects.filter(pk=pair.pk).update(state="ended", ended_on=date(2026, 11, 10))
    for act in (lambda: book(pair, cast.mentor), lambda: propose(pair, cast.mentor)):
        with pytest.raises(Refused, match=PAIR_HAS_ENDED):
            act()


def test_moving_counts_on_and_frees_the_old_time(cast, pair):
    planned = book(pair, cast.mentor, place="Room 5", note="Bring the draft.")
    uid, wednesday = planned.uid, TUESDAY + timedelta(days=1)
    same = {"minutes": 60, "place": "Room 5", "note": "Bring the draft."}
    planned_sessions.move(planned, starts_at=TUESDAY, by=cast.mentee, now=NOW, **same)  # nothing changed
    assert PlannedSession.objects.get().sequence == 0
    planned_sessions.move(planned, starts_at=wednesday, word="A train strike.", by=cast.mentee, now=NOW, **same)
    moved = PlannedSession.objects.get()
    assert (moved.uid, moved.sequence, moved.starts_at, moved.word) == (uid, 1, wednesday, "A train strike.")
    assert {one.during.lower for one in moved.attendances.all()} == {wednesday}
    assert told()[1:] == [("session_invited", "mentor@example.org")]
    book(pair, cast.mentor)  # the old time is free


def test_a_newer_change_is_not_overwritten(cast, pair):
    planned = book(pair, cast.mentor)
    values = {"minutes": 60, "place": "", "note": "", "seen": 0, "now": NOW}
    planned_sessions.move(planned, starts_at=TUESDAY + timedelta(days=1), by=cast.mentee, **values)
    with pytest.raises(Refused) as refused:
        planned_sessions.move(planned, starts_at=TUESDAY + timedelta(days=2), by=cast.mentor, **values)
    assert refused.value.sentence == (
        "Sam has changed this session meanwhile: it is planned for Wed, Dec 2, 3:00 PM now. Look at it, then save."
    )


def test_cancelling_frees_the_time_and_tells_the_other_once(cast, pair):
    planned = book(pair, cast.mentor)
    for _ in range(2):
        planned_sessions.cancel(planned, word="I am ill.", by=cast.mentee, now=NOW)
    cancelled = PlannedSession.objects.get()
    assert (cancelled.state, cancelled.sequence, cancelled.word) == ("cancelled", 1, "I am ill.")
    assert told()[1:] == [("session_cancelled", "mentor@example.org")]
    with pytest.raises(Refused, match="was cancelled meanwhile"):
        planned_sessions.move(planned, starts_at=TUESDAY, minutes=60, place="", note="", by=cast.mentor, now=NOW)
    with pytest.raises(Refused, match="Sam has cancelled this session"):
        planned_sessions.put_back(planned, by=cast.mentor, now=NOW)
    planned_sessions.put_back(planned, by=cast.mentee, now=NOW)
    assert PlannedSession.objects.get().sequence == 2
    with pytest.raises(Refused, match="You have another session"):
        book(pair, cast.mentor)


def test_what_has_begun_stays(cast, pair):
    planned = book(pair, cast.mentor)
    for act in (
        lambda: planned_sessions.cancel(planned, by=cast.mentor, now=TUESDAY),
        lambda: planned_sessions.move(
            planned, starts_at=TUESDAY + timedelta(1), minutes=60, place="", note="", by=cast.mentor, now=TUESDAY
        ),
    ):
        with pytest.raises(Refused, match="The time of this session has come"):
            act()


def test_the_step_of_the_session_follows_the_plan(cast, pair):
    step = factories.StepFactory(program=cast.program)
    due = factories.TouchpointFactory(pairing=pair, step=step, due_on=date(2026, 11, 12))
    planned = book(pair, cast.mentor)
    due.refresh_from_db()
    assert due.due_on == date(2026, 12, 1)
    planned_sessions.move(
        planned, starts_at=TUESDAY - timedelta(days=4), minutes=60, place="", note="", by=cast.mentor, now=NOW
    )
    due.refresh_from_db()
    assert due.due_on == date(2026, 11, 27)


def test_a_step_that_waits_for_the_log_of_a_planned_session_stays(cast, pair):
    step = factories.StepFactory(program=cast.program)
    due = factories.TouchpointFactory(pairing=pair, step=step, due_on=date(2026, 11, 12))
    book(pair, cast.mentor)
    planned_sessions.book(
        pair, starts_at=TUESDAY + timedelta(14), minutes=60, by=cast.mentor, now=TUESDAY + timedelta(days=2)
    )
    due.refresh_from_db()
    assert due.due_on == date(2026, 12, 1)


def test_logging_a_session_lets_the_next_step_follow_the_plan(cast, pair):
    step = factories.StepFactory(program=cast.program)
    due = factories.TouchpointFactory(pairing=pair, step=step, due_on=date(2026, 11, 9))
    book(pair, cast.mentor)
    values = {"minutes": 60, "by": cast.mentee, "now": NOW, "form_key": uuid.uuid4()}
    sessions.log(pair, held_on=date(2026, 11, 9), touchpoint=due, **values)
    following = pair.touchpoints.open().get()
    assert (following.occurrence, following.due_on) == (2, date(2026, 12, 1))


def test_a_session_is_logged_also_where_the_step_cannot_follow(cast, pair):
    step = factories.StepFactory(program=cast.program)
    due = factories.TouchpointFactory(pairing=pair, step=step, due_on=date(2026, 11, 9))
    book(pair, cast.mentor)
    Pairing.objects.filter(pk=pair.pk).update(ends_on=date(2026, 11, 28))
    pair.refresh_from_db()
    values = {"minutes": 60, "by": cast.mentee, "now": NOW, "form_key": uuid.uuid4()}
    assert sessions.log(pair, held_on=date(2026, 11, 9), touchpoint=due, **values).minutes == 60


# Finding a time


def test_times_are_proposed_once_and_the_other_is_told(cast, pair):
    key = uuid.uuid4()
    first = propose(pair, cast.mentor, form_key=key)
    assert propose(pair, cast.mentor, form_key=key) == first
    assert told() == [("time_proposed", "mentee@example.org")]
    assert [one.position for one in first.times.all()] == [1, 2]


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        ([TUESDAY + timedelta(days=n) for n in range(4)], "Propose one to three times."),
        ([TUESDAY, TUESDAY], "Two of these times are the same."),
        ([NOW], "One of these times has passed. Choose times that are still to come."),
        (
            [datetime(2027, 9, 1, 8, tzinfo=UTC)],
            f"Choose days up to {dates.day(date(2027, 8, 31))}, your last day as a pair.",
        ),
    ],
)
def test_odd_times_are_refused(cast, pair, times, sentence):
    with pytest.raises(Refused) as refused:
        propose(pair, cast.mentor, *times)
    assert refused.value.sentence == sentence


def test_a_pick_plans_the_session_and_can_be_changed(cast, pair):
    proposal = propose(pair, cast.mentor, place="https://meet.example.org/us", note="Bring the draft.")
    planned = time_proposals.pick(proposal, time=time_at(proposal, TUESDAY), by=cast.mentee, now=NOW)
    assert (planned.starts_at, planned.place, planned.note) == (
        TUESDAY, "https://meet.example.org/us", "Bring the draft.",
    )  # fmt: skip
    wednesday = TUESDAY + timedelta(days=1)
    for _ in range(2):
        time_proposals.pick(proposal, time=time_at(proposal, wednesday), by=cast.mentee, now=NOW)
    moved = PlannedSession.objects.get()
    assert (moved.uid, moved.sequence, moved.starts_at) == (planned.uid, 1, wednesday)
    for _ in range(2):
        time_proposals.none_fits(proposal, by=cast.mentee, now=NOW)
    assert (PlannedSession.objects.get().state, PlannedSession.objects.get().sequence) == ("cancelled", 2)
    time_proposals.pick(proposal, time=time_at(proposal, TUESDAY), by=cast.mentee, now=NOW)
    assert (PlannedSession.objects.get().state, PlannedSession.objects.get().sequence) == ("planned", 3)
    assert told() == [
        ("time_proposed", "mentee@example.org"),
        ("session_invited", "mentor@example.org"),
        ("session_invited", "mentor@example.org"),
        ("session_cancelled", "mentor@example.org"),
        ("session_invited", "mentor@example.org"),
    ]


def test_an_answer_stands_once_its_time_has_come(cast, pair):
    proposal = propose(pair, cast.mentor)
    time_proposals.pick(proposal, time=time_at(proposal, TUESDAY), by=cast.mentee, now=NOW)
    other = time_at(proposal, TUESDAY + timedelta(days=1))
    for act in (
        lambda: time_proposals.pick(proposal, time=other, by=cast.mentee, now=TUESDAY),
        lambda: time_proposals.none_fits(proposal, by=cast.mentee, now=TUESDAY),
    ):
        with pytest.raises(Refused, match="The time of this session has come"):
            act()


def test_none_fits_tells_who_proposed(cast, pair):
    proposal = propose(pair, cast.mentor)
    for _ in range(2):
        time_proposals.none_fits(proposal, by=cast.mentee, now=NOW)
    assert told()[1:] == [("time_declined", "mentor@example.org")]
    assert TimeProposal.objects.get().state == "declined"


def test_none_fits_after_the_session_of_a_pick_was_cancelled_tells_nobody_twice(cast, pair):
    proposal = propose(pair, cast.mentor)
    planned = time_proposals.pick(proposal, time=time_at(proposal, TUESDAY), by=cast.mentee, now=NOW)
    planned_sessions.cancel(planned, by=cast.mentor, now=NOW)
    before = told()
    time_proposals.none_fits(proposal, by=cast.mentee, now=NOW)
    assert (told(), TimeProposal.objects.get().state) == (before, "declined")


def test_other_times_answer_those_that_were_seen(cast, pair):
    first = propose(pair, cast.mentor)
    with pytest.raises(Refused, match="Miriam has just proposed times"):
        propose(pair, cast.mentee)
    propose(pair, cast.mentee, TUESDAY + timedelta(days=2), seen=first.pk, now=NOW + timedelta(minutes=1))
    assert list(TimeProposal.objects.order_by("pk").values_list("state", flat=True)) == ["declined", "open"]
    with pytest.raises(Refused, match="Other times have been proposed since"):
        time_proposals.pick(first, time=time_at(first, TUESDAY), by=cast.mentee, now=NOW + timedelta(minutes=2))


def test_one_s_own_times_are_replaced_or_taken_back_but_not_answered(cast, pair):
    first, second = propose(pair, cast.mentor), propose(pair, cast.mentor)
    with pytest.raises(Refused, match="Miriam has taken these times back"):
        time_proposals.pick(first, time=time_at(first, TUESDAY), by=cast.mentee, now=NOW)
    with pytest.raises(Refused, match="You proposed these times"):
        time_proposals.pick(second, time=time_at(second, TUESDAY), by=cast.mentor, now=NOW)
    with pytest.raises(Refused, match="aren’t yours to take back"):
        time_proposals.withdraw(second, by=cast.mentee, now=NOW)
    time_proposals.withdraw(second, by=cast.mentor, now=NOW)
    with pytest.raises(Refused, match="have been answered already"):
        time_proposals.withdraw(second, by=cast.mentor, now=NOW)


def test_a_time_of_another_proposal_is_none_of_these(cast, pair, other_pair):
    mine = propose(pair, cast.mentor)
    theirs = propose(other_pair, other_pair.mentor.user)
    with pytest.raises(Refused, match="Choose one of the times"):
        time_proposals.pick(mine, time=time_at(theirs, TUESDAY), by=cast.mentee, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_the_same_moment_the_last_one_counts_and_one_session_is_planned(cast, pair):
    proposal = propose(pair, cast.mentor)
    ids = list(proposal.times.values_list("pk", flat=True))
    together, outcomes = threading.Barrier(2), []

    def attempt(time):
        try:
            together.wait(timeout=30)
            outcomes.append(time_proposals.pick(proposal, time=time, by=cast.mentee, now=NOW).sequence)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=[one]) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == [0, 1]
    assert PlannedSession.objects.count() == 1


def test_the_end_of_a_pair_cancels_what_was_still_to_come(cast, pair):
    past, coming = book(pair, cast.mentor, NOW + timedelta(hours=1)), book(pair, cast.mentor)
    propose(pair, cast.mentor, TUESDAY + timedelta(days=5))
    with acting.held(pair, by=cast.coordinator, now=NOW + timedelta(hours=2)) as act:
        planned_sessions.cancel_all(act)
    assert {one.pk: one.state for one in PlannedSession.objects.all()} == {past.pk: "planned", coming.pk: "cancelled"}
    assert TimeProposal.objects.get().state == "withdrawn"
    assert [kind for kind, _ in told()][-2:] == ["session_cancelled", "session_cancelled"]
