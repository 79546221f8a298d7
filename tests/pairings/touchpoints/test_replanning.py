"""A journey is edited: what is open in running pairs moves with it, what is done stays, and the preview said so."""

import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mentoring.activity.models import Entry
from mentoring.notifications.planning.models import Mail, Notification
from pairings.life import actions as life_actions
from pairings.models import CheckIn, Pairing, Touchpoint
from pairings.pauses import actions as pauses_actions
from pairings.reminders import planner
from pairings.touchpoints import actions as touchpoints
from pairings.touchpoints import replanning, rhythm
from pairings.touchpoints.rhythm import Open, Standing
from programs.journey import running_pairs
from programs.journey.calculation import Blackout, JourneyStep
from programs.journey.running_pairs import Consequence
from programs.models import Holiday, Rung, Step
from programs.setup import actions as programs
from tests import factories

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
TODAY = date(2026, 11, 10)
STARTED = date(2026, 10, 20)
DAY = timedelta(days=1)


@pytest.fixture
def journey(cast):
    """The cast's pair is three weeks old: a session is open on day 28, goals are open on day 30."""
    cast.program.starts_on, cast.program.ends_on = date(2026, 9, 1), date(2027, 8, 31)
    cast.program.save()
    cast.pairing.started_on, cast.pairing.ends_on = STARTED, date(2027, 8, 31)
    cast.pairing.save()
    cast.session = factories.StepFactory(program=cast.program, title="Session", first_day=28, every_days=14)
    cast.goals = factories.StepFactory(program=cast.program, kind="goals", title="Goals", first_day=30, every_days=None)
    for step in (cast.session, cast.goals):
        factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=STARTED + step.first_day * DAY)
    return cast


def rows(step):
    found = Touchpoint.objects.filter(step=step).order_by("pairing_id", "occurrence")
    return [(one.occurrence, one.state, (one.due_on - STARTED).days) for one in found]


def change(step, **values):
    Step.objects.filter(pk=step.pk).update(**values)


def replan(journey, now=NOW):
    return running_pairs.replan(journey.program, by=journey.coordinator, now=now)


def preview(journey, now=NOW):
    steps = [replanning._as_value(step) for step in journey.program.steps.filter(enabled=True)]
    blackout = Blackout(journey.program.holidays.values_list("first_on", "last_on"))
    return running_pairs.consequences(journey.program, steps, blackout=blackout, now=now)


def test_an_unchanged_journey_changes_nothing(journey):
    assert preview(journey) == []
    assert replan(journey) == 0
    assert not Entry.objects.filter(verb="program.replanned").exists()


def test_open_steps_move_to_the_day_of_the_edited_journey(journey):
    change(journey.session, first_day=35)
    assert preview(journey) == [Consequence("Session", moved=1, soonest=STARTED + 35 * DAY, step_id=journey.session.pk)]
    assert replan(journey) == 1
    assert rows(journey.session) == [(1, "open", 35)]
    assert Entry.objects.get(verb="program.replanned").details == {"changed": 1}
    assert replan(journey) == 0


def test_a_day_that_somebody_chose_stays(journey):
    touchpoints.move(journey.session.touchpoints.get(), to=STARTED + 33 * DAY, by=journey.mentor, now=NOW)
    change(journey.session, first_day=35)
    assert preview(journey) == [Consequence("Session", kept=1, step_id=journey.session.pk)]
    assert replan(journey) == 0
    assert rows(journey.session) == [(1, "open", 33)]


def test_what_is_done_stays_and_its_next_keeps_counting_from_the_day_it_happened(journey):
    touchpoints.complete(journey.session.touchpoints.get(), happened_on=STARTED + 20 * DAY, by=journey.mentor, now=NOW)
    change(journey.session, first_day=7, every_days=21)
    assert replan(journey) == 1
    assert rows(journey.session) == [(1, "done", 28), (2, "open", 41)]


def test_of_unchanged_steps_nothing_is_asked_and_there_is_nothing_to_tell(journey):
    change(journey.session, first_day=7)
    steps = [replanning._as_value(step) for step in journey.program.steps.order_by("pk")]
    asked = {"blackout": Blackout(), "now": NOW}
    [moved] = running_pairs.consequences(journey.program, steps, unchanged={journey.goals.pk}, **asked)
    assert (moved.step_id, moved.moved) == (journey.session.pk, 1)
    assert [moved] == running_pairs.consequences(journey.program, steps, **asked)
    change(journey.goals, enabled=False)
    [gone] = running_pairs.consequences(journey.program, steps[:1], unchanged={journey.session.pk}, **asked)
    assert (gone.step_id, gone.removed) == (journey.goals.pk, 1)


def test_a_new_step_is_planned_unless_its_day_is_past(journey):
    hello = factories.StepFactory(program=journey.program, title="Hello", kind="own", first_day=10, every_days=None)
    coffee = factories.StepFactory(program=journey.program, title="Coffee", kind="own", first_day=10, every_days=7)
    own = factories.StepFactory(program=journey.program, title="Own", kind="own", first_day=21, every_days=None)
    steps = [replanning._as_value(step) for step in journey.program.steps.all()]
    new_ones = [JourneyStep(-step.id, *_values(step)) if step.id in {hello.pk, coffee.pk} else step for step in steps]
    assert running_pairs.consequences(journey.program, new_ones, blackout=Blackout(), now=NOW) == [
        Consequence("", too_late=1, step_id=-hello.pk),
        Consequence("", added=1, soonest=STARTED + 24 * DAY, step_id=-coffee.pk),
        Consequence("Own", added=1, soonest=TODAY, step_id=own.pk),
    ]
    assert replan(journey) == 2
    assert (rows(hello), rows(coffee), rows(own)) == ([], [(1, "open", 24)], [(1, "open", 21)])
    assert replan(journey) == 0


def _values(step):
    return step.first_day, step.every_days, step.kind, step.doer


def test_a_done_step_that_recurs_from_now_on_gets_its_next(journey):
    touchpoints.complete(journey.goals.touchpoints.get(), happened_on=TODAY, by=journey.mentee, now=NOW)
    assert replan(journey) == 0
    change(journey.goals, every_days=40)
    assert replan(journey) == 1
    assert rows(journey.goals) == [(1, "done", 30), (2, "open", 21 + 40)]


def test_a_step_that_happens_only_once_from_now_on_has_no_next(journey):
    touchpoints.complete(journey.session.touchpoints.get(), happened_on=TODAY, by=journey.mentor, now=NOW)
    change(journey.session, every_days=None)
    assert replan(journey) == 1
    assert rows(journey.session) == [(1, "done", 28)]
    assert replan(journey) == 0


def test_a_step_switched_off_goes_and_switched_on_comes_back(journey):
    change(journey.session, enabled=False)
    assert preview(journey) == [Consequence("Session", removed=1, step_id=journey.session.pk)]
    assert replan(journey) == 1
    assert rows(journey.session) == []
    change(journey.session, enabled=True)
    assert replan(journey) == 1
    assert rows(journey.session) == [(1, "open", 28)]


def test_what_somebody_has_answered_is_skipped_not_deleted(journey):
    change(journey.session, kind="check_in", enabled=False)
    asked = journey.session.touchpoints.get()
    CheckIn.objects.create(touchpoint=asked, member=journey.mentor_in, rating=4, answered_at=NOW)
    assert replan(journey) == 1
    assert rows(journey.session) == [(1, "skipped", 28)]
    assert CheckIn.objects.count() == 1
    change(journey.session, enabled=True)
    assert replan(journey) == 1
    assert rows(journey.session) == [(1, "skipped", 28), (2, "open", 42)]


def test_what_would_come_after_the_last_day_goes(journey):
    Pairing.objects.filter(pk=journey.pairing.pk).update(ends_on=STARTED + 60 * DAY)
    change(journey.goals, first_day=61)
    assert replan(journey) == 1
    assert rows(journey.goals) == []
    assert replan(journey) == 0


def test_holidays_move_what_falls_into_them(journey):
    Holiday.objects.create(
        program=journey.program, name="Break", first_on=STARTED + 27 * DAY, last_on=STARTED + 31 * DAY
    )
    assert replan(journey) == 2
    assert (rows(journey.session), rows(journey.goals)) == ([(1, "open", 33)], [(1, "open", 35)])
    Holiday.objects.all().delete()
    assert replan(journey) == 2
    assert (rows(journey.session), rows(journey.goals)) == ([(1, "open", 28)], [(1, "open", 30)])


def test_a_paused_pair_moves_too_as_on_the_day_its_pause_began(journey):
    pauses_actions.pause(journey.pairing, returns_on=TODAY + 30 * DAY, by=journey.coordinator, now=NOW)
    own = factories.StepFactory(program=journey.program, kind="own", first_day=25, every_days=None)
    change(journey.session, first_day=29)
    assert replan(journey, now=NOW + 20 * DAY) == 2
    assert (rows(journey.session), rows(own)) == ([(1, "open", 29)], [(1, "open", 25)])
    pauses_actions.resume(journey.pairing, by=journey.coordinator, now=NOW + 20 * DAY)
    assert (rows(journey.session), rows(own)) == ([(1, "open", 49)], [(1, "open", 45)])
    assert replan(journey, now=NOW + 20 * DAY) == 0


def test_ended_pairs_and_closed_programs_are_left_alone(journey):
    life_actions.end(journey.pairing, ending="early", by=journey.coordinator, now=NOW)
    change(journey.session, first_day=40)
    assert (preview(journey), replan(journey)) == ([], 0)
    other = factories.PairingFactory(program=journey.program, started_on=STARTED, ends_on=date(2027, 8, 31))
    type(journey.program).objects.filter(pk=journey.program.pk).update(state="closed")
    journey.program.refresh_from_db()
    assert (preview(journey), replan(journey)) == ([], 0)
    assert not other.touchpoints.exists()


def test_reminders_that_wait_for_tomorrow_are_planned_again(journey):
    rung = Rung.objects.create(step=journey.session, offset_days=-1, audience="both")
    moment = datetime(2026, 11, 15, 12, tzinfo=UTC)
    assert planner.plan(moment) == 2
    Holiday.objects.create(
        program=journey.program, name="Break", first_on=date(2026, 11, 16), last_on=date(2026, 11, 16)
    )
    replan(journey, now=moment)
    assert Notification.objects.planned().count() == 0
    assert planner.plan(moment) == 2
    assert {row.due_at for row in Notification.objects.planned()} == {datetime(2026, 11, 15, 8, tzinfo=UTC)}
    assert {row.payload["rung"] for row in Notification.objects.planned()} == {rung.pk}


def test_the_rhythm_of_one_pair_counts_for_its_sessions_alone(journey):
    other = factories.PairingFactory(program=journey.program, started_on=STARTED, ends_on=date(2027, 8, 31))
    factories.TouchpointFactory(pairing=other, step=journey.session, due_on=STARTED + 28 * DAY)
    touchpoints.complete(
        journey.pairing.touchpoints.get(step=journey.session), happened_on=TODAY, by=journey.mentor, now=NOW
    )
    life_actions.set_cadence(journey.pairing, every_days=7, by=journey.coordinator, now=NOW)
    assert rows(journey.session) == [(1, "done", 28), (2, "open", 28), (1, "open", 28)]
    entry = Entry.objects.get(verb="pairing.rhythm_set")
    assert (entry.details, entry.subject_id) == ({"every_days": 7}, journey.pairing.pk)
    assert replan(journey) == 1  # goals of the other pair
    life_actions.set_cadence(journey.pairing, every_days=None, by=journey.coordinator, now=NOW)
    assert rows(journey.session) == [(1, "done", 28), (2, "open", 35), (1, "open", 28)]


@pytest.mark.parametrize("pairs", [1, 30])
def test_replanning_takes_as_many_queries_for_many_pairs_as_for_one(journey, pairs, django_assert_num_queries):
    for _ in range(pairs - 1):
        other = factories.PairingFactory(program=journey.program, started_on=STARTED, ends_on=date(2027, 8, 31))
        factories.TouchpointFactory(pairing=other, step=journey.session, due_on=STARTED + 28 * DAY)
    change(journey.session, first_day=29)
    own = factories.StepFactory(program=journey.program, kind="own", first_day=99, every_days=None)
    with django_assert_num_queries(12):
        assert replan(journey) == pairs * 2 + pairs - 1
    assert own.touchpoints.count() == pairs
    with django_assert_num_queries(5):
        preview(journey)


@pytest.mark.django_db(transaction=True)
def test_done_while_the_journey_is_edited_follows_the_edited_journey(journey):
    waiting, touchpoint = threading.Event(), journey.session.touchpoints.get()

    def complete():
        waiting.wait(timeout=30)
        try:
            touchpoints.complete(touchpoint, happened_on=TODAY, by=journey.mentor, now=NOW)
        finally:
            connection.close()

    thread = threading.Thread(target=complete)
    thread.start()
    with transaction.atomic():
        change(journey.session, every_days=21)
        replan(journey)
        waiting.set()
        thread.join(timeout=1)
        assert thread.is_alive()
    thread.join(timeout=30)
    assert rows(journey.session) == [(1, "done", 28), (2, "open", 21 + 21)]


@pytest.mark.parametrize("days", [60, -60])
def test_running_pairs_last_as_long_as_the_program_and_keep_its_closing_step(journey, days):
    length = (journey.program.ends_on - STARTED).days
    closure = factories.StepFactory(program=journey.program, kind="closure", first_day=length - 5, every_days=None)
    factories.TouchpointFactory(pairing=journey.pairing, step=closure, due_on=STARTED + closure.first_day * DAY)
    ended = factories.PairingFactory(
        program=journey.program, mentor=journey.mentor_in, mentee=journey.other_mentee_in, started_on=STARTED,
        ends_on=journey.program.ends_on, state="ended", ended_on=TODAY, created_by=journey.coordinator,
    )  # fmt: skip
    ends_on = journey.program.ends_on + days * DAY
    programs.update(journey.program, by=journey.coordinator, now=NOW, ends_on=ends_on)
    assert Pairing.objects.get(pk=journey.pairing.pk).ends_on == ends_on
    assert Pairing.objects.get(pk=ended.pk).ends_on == ends_on - days * DAY
    assert rows(closure) == [(1, "open", length - 5 + days)]


@pytest.mark.django_db(transaction=True)
def test_a_reminder_that_a_worker_is_telling_meanwhile_is_left_to_it(journey):
    """The edit began before nine and ends after it."""
    due = {"due_at": NOW + timedelta(seconds=1), "program_id": journey.program.pk}
    row = Notification.objects.create(key="now", recipient=journey.mentor, kind="session_due", **due)
    Notification.objects.create(key="later", recipient=journey.mentee, kind="session_due", **due)
    taken, replanned = threading.Event(), threading.Event()

    def tell():
        try:
            with transaction.atomic():
                told = Notification.objects.select_for_update().filter(pk=row.pk)
                told.update(state="delivered", decided_at=NOW)
                taken.set()
                replanned.wait(timeout=2)
                Mail.objects.create(notification=row, to="a@example.org", kind="session_due", message_id="<1@test>")
        finally:
            connection.close()

    thread = threading.Thread(target=tell)
    thread.start()
    taken.wait(timeout=30)
    replan(journey)
    replanned.set()
    thread.join(timeout=30)
    assert list(Notification.objects.values_list("key", "state")) == [("now", "delivered")]
    assert Mail.objects.get().notification_id == row.pk


# The calculation: the act says what the preview said, and once is enough.

steps = st.builds(
    JourneyStep,
    id=st.just(1),
    first_day=st.integers(0, 60),
    every_days=st.none() | st.integers(1, 30),
    kind=st.sampled_from(["session", "own"]),
)
free_days = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 15)), max_size=4).map(
    lambda found: Blackout((STARTED + first * DAY, STARTED + (first + more) * DAY) for first, more in found)
)
open_ones = st.builds(
    Open,
    id=st.integers(1, 9),
    number=st.integers(1, 4),
    due_on=st.integers(0, 100).map(lambda day: STARTED + day * DAY),
    counted_from=st.integers(0, 80).map(lambda day: STARTED + day * DAY),
    day_chosen=st.booleans(),
    has_traces=st.booleans(),
)
standings = st.builds(
    Standing,
    pairing_id=st.just(1),
    started_on=st.just(STARTED),
    ends_on=st.integers(20, 120).map(lambda day: STARTED + day * DAY),
    today=st.integers(0, 110).map(lambda day: STARTED + day * DAY),
    open=st.lists(open_ones, max_size=1).map(tuple),
    last=st.none() | st.tuples(st.integers(1, 5), st.integers(0, 100).map(lambda day: STARTED + day * DAY)),
)


def applied(standing, found):
    """The pair after the changes, as `replanning._apply` leaves it."""
    still_open, last = {one.id: one for one in standing.open}, standing.last
    for one in found:
        if one.verb == "add":
            still_open[0] = Open(0, one.occurrence.number, one.occurrence.due_on, one.occurrence.counted_from)
        elif one.verb == "move":
            before = still_open[one.touchpoint_id]
            still_open[before.id] = Open(
                before.id, before.number, one.occurrence.due_on, before.counted_from, False, before.has_traces
            )
        elif one.verb in ("delete", "skip"):
            gone = still_open.pop(one.touchpoint_id)
            if one.verb == "skip":
                last = (gone.number, one.occurrence.due_on if one.occurrence else gone.due_on)
    return Standing(
        standing.pairing_id, standing.started_on, standing.ends_on, standing.today, tuple(still_open.values()), last
    )


@given(st.none() | steps, standings, free_days)
def test_what_was_replanned_once_stays_as_it_is(step, standing, blackout):
    assume(not (standing.last and standing.open) or standing.last[0] < standing.open[0].number)
    found = rhythm.changes(step, standing, blackout=blackout)
    again = rhythm.changes(step, applied(standing, found), blackout=blackout)
    assert [change.verb for change in again if change.verb not in ("keep", "too_late", "add")] == []
    for change in found:
        if change.verb == "add":
            assert standing.today <= change.occurrence.due_on <= standing.ends_on
            assert blackout.clear(change.occurrence.due_on) == change.occurrence.due_on


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(0, 60),
    st.none() | st.integers(1, 30),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 10)), max_size=3, unique_by=lambda found: found[0]),
    st.integers(0, 60),
    st.sampled_from(["open", "done", "paused", "chosen"]),
    st.none() | st.integers(1, 30),
)
def test_the_act_does_what_the_preview_said(journey, first_day, every_days, enabled, free, later, moment, own):
    with transaction.atomic():
        now = NOW + later * DAY
        touchpoint = journey.session.touchpoints.get()
        if moment == "done":
            touchpoints.complete(touchpoint, happened_on=TODAY, by=journey.mentor, now=NOW)
        elif moment == "paused":
            pauses_actions.pause(journey.pairing, returns_on=TODAY + 90 * DAY, by=journey.coordinator, now=NOW)
        elif moment == "chosen":
            touchpoints.move(touchpoint, to=STARTED + 50 * DAY, by=journey.mentor, now=NOW)
        Pairing.objects.filter(pk=journey.pairing.pk).update(cadence_days=own)
        change(journey.session, first_day=first_day, every_days=every_days, enabled=enabled)
        for first, more in free:
            first_on = STARTED + first * DAY
            Holiday.objects.create(program=journey.program, name="B", first_on=first_on, last_on=first_on + more * DAY)
        told, before = preview(journey, now), state()
        changed = replan(journey, now)
        after = state()
        assert changed == sum(one.added + one.moved + one.removed for one in told)
        counted = Counter()
        for one in told:
            counted.update(added=one.added, moved=one.moved, removed=one.removed)
        assert counted["added"] == len(after.keys() - before.keys())
        assert counted["moved"] == sum(before[pk] != after[pk] for pk in before.keys() & after.keys())
        assert counted["removed"] == len(before.keys() - after.keys())
        assert replan(journey, now) == 0
        transaction.set_rollback(True)


def state():
    return {one.pk: one.due_on for one in Touchpoint.objects.open()}
