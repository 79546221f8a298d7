"""The planner's SQL and the pure functions say the same days: for any holidays, rhythm, ladder and zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentoring.notifications.planning.models import Notification
from mentoring.notifications.wishes import pace
from pairings.models import Pairing, Touchpoint
from pairings.reminders import planner
from pairings.touchpoints import rhythm
from programs.journey.calculation import Blackout, JourneyRung, JourneyStep, given_up_on, reminder_day
from programs.models import Holiday, Program, Rung, Step
from tests import factories

FIRST = date(2026, 2, 1)
ZONES = ["Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu", "America/Sao_Paulo"]
days = st.integers(0, 120).map(lambda day: FIRST + timedelta(days=day))
holidays = st.lists(st.tuples(days, st.integers(0, 20)), max_size=6, unique_by=lambda found: found[0])
moments = st.datetimes(datetime(2026, 2, 1), datetime(2026, 7, 1)).map(lambda moment: moment.replace(tzinfo=UTC))
offsets = st.lists(st.integers(-14, 30), max_size=4, unique=True)
with_rows = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Undone(Exception):
    """Every example begins with the rows of the fixture."""


@pytest.fixture
def session(cast):
    """An open session of the cast's pair, which goes on for long."""
    cast.pairing.started_on, cast.pairing.ends_on = date(2026, 1, 1), date(2028, 1, 1)
    cast.pairing.save()
    step = factories.StepFactory(program=cast.program)
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, occurrence=3, due_on=FIRST)


def arrange(cast, session, *, zone, free, due_on, ladder=(), every=14, own=None):
    Program.objects.filter(pk=cast.program.pk).update(time_zone=zone)
    Holiday.objects.bulk_create(
        Holiday(program=cast.program, name="Break", first_on=first, last_on=first + timedelta(days=more))
        for first, more in free
    )
    Touchpoint.objects.filter(pk=session.pk).update(due_on=due_on)
    Step.objects.filter(pk=session.step.pk).update(every_days=every)
    Pairing.objects.filter(pk=cast.pairing.pk).update(cadence_days=own)
    Rung.objects.bulk_create(Rung(step=session.step, offset_days=offset, audience="both") for offset in ladder)
    return Blackout((first, first + timedelta(days=more)) for first, more in free)


@with_rows
@given(holidays, days, moments, offsets, st.sampled_from(ZONES), st.sampled_from(ZONES), st.sampled_from([7, 400]))
def test_rungs_are_planned_on_the_day_that_the_journey_says(
    cast, session, free, due_on, now, ladder, zone, persons_zone, back
):
    with pytest.raises(Undone), transaction.atomic():
        blackout = arrange(cast, session, zone=zone, free=free, due_on=due_on, ladder=ladder)
        type(cast.mentor).objects.filter(pk=cast.mentor.pk).update(time_zone=persons_zone)
        today = now.astimezone(ZoneInfo(zone)).date()
        rung_days = {offset: reminder_day(due_on, JourneyRung(offset, "both"), blackout=blackout) for offset in ladder}
        expected = {
            offset: pace.morning(day, ZoneInfo(persons_zone))
            for offset, day in rung_days.items()
            if today - timedelta(days=back) <= day <= today + timedelta(days=1)
        }
        planner.plan(now, back=back)
        rows = Notification.objects.filter(recipient=cast.mentor)
        assert {row.payload["offset_days"]: row.due_at for row in rows} == expected
        raise Undone


@with_rows
@given(
    holidays,
    days,
    moments,
    offsets,
    st.sampled_from(ZONES),
    st.integers(1, 45),
    st.none() | st.integers(1, 45),
)
def test_what_is_given_up_and_what_follows_it_is_what_the_calculation_says(
    cast, session, free, due_on, now, ladder, zone, every, own
):
    with pytest.raises(Undone), transaction.atomic():
        blackout = arrange(cast, session, zone=zone, free=free, due_on=due_on, ladder=ladder, every=every, own=own)
        today = now.astimezone(ZoneInfo(zone)).date()
        rungs = tuple(JourneyRung(offset, "both") for offset in ladder)
        step = rhythm.of_pair(JourneyStep(session.step.pk, 14, every, kind="session", ladder=rungs), own)
        given_up = today >= given_up_on(step, due_on, blackout=blackout)
        assert planner.roll(now) == given_up
        open_ones = [(one.occurrence, one.due_on, one.counted_from) for one in Touchpoint.objects.open()]
        following = rhythm.upcoming(
            step, number=4, counted_from=due_on, today=today, ends_on=cast.pairing.ends_on, blackout=blackout
        )
        if given_up:
            assert open_ones == [(4, following.due_on, following.counted_from)]
            assert following.due_on >= today
        else:
            assert [number for number, _, _ in open_ones] == [3]
        raise Undone
