"""When a person may be mailed: never in quiet hours, never earlier, no later than need be; whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mentoring.notifications.wishes import pace
from mentoring.notifications.wishes.pace import Quiet, allowed_from, digest_slot, morning, next_digest, week_of

ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]
MINUTE = timedelta(minutes=1)
QUARTERS = [time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45)]


def around_the_changes(zone: ZoneInfo) -> list[datetime]:
    """The moments at which the clocks of the zone change in 2010 to 2028; noon of some day where they never do."""
    hours = [datetime(2010, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(0, 19 * 365 * 24, 6)]
    offsets = [hour.astimezone(zone).utcoffset() for hour in hours]
    found = [hours[n] for n, (one, other) in enumerate(pairwise(offsets)) if one != other]
    return found or [datetime(2026, 11, 1, 12, tzinfo=UTC)]


CHANGES = {name: around_the_changes(ZoneInfo(name)) for name in ZONES}
zones = st.sampled_from(ZONES)
quiets = st.builds(Quiet, begins=st.sampled_from(QUARTERS), ends=st.sampled_from(QUARTERS), weekends=st.booleans())


# Samoa went from Thursday to Saturday.
SKIPPED_FRIDAY = (datetime(2011, 12, 30, 6, tzinfo=UTC), ZoneInfo("Pacific/Apia"))


@st.composite
def places(draw) -> tuple[datetime, ZoneInfo]:
    """A moment in a zone, mostly within some days of a change of its clocks."""
    name = draw(zones)
    near = draw(st.sampled_from(CHANGES[name])) + timedelta(minutes=draw(st.integers(-4 * 24 * 60, 4 * 24 * 60)))
    anywhere = draw(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
    return draw(st.sampled_from([near, near, anywhere])), ZoneInfo(name)


def is_quiet(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> bool:
    return quiet.covers(moment.astimezone(UTC).astimezone(zone))


@given(places(), quiets)
@settings(max_examples=600, deadline=None)
def test_the_moment_that_is_allowed_is_the_first_that_is_not_quiet(place, quiet):
    moment, zone = place
    found = allowed_from(moment, quiet, zone).astimezone(UTC)
    assert not is_quiet(found, quiet, zone)
    assert found >= moment
    if found > moment:  # every minute before was quiet
        minutes = int((found - moment) / MINUTE) + 1
        assert all(is_quiet(moment + n * MINUTE, quiet, zone) for n in range(minutes) if moment + n * MINUTE < found)


@given(places(), quiets, st.booleans())
@example(place=SKIPPED_FRIDAY, quiet=Quiet(time(0), time(0), weekends=True), weekly=False)
@settings(max_examples=400, deadline=None)
def test_a_digest_comes_on_its_day_at_nine_and_out_of_quiet_hours(place, quiet, weekly):
    moment, zone = place
    slot = digest_slot(moment, weekly=weekly, quiet=quiet, zone=zone)
    later = next_digest(moment, weekly=weekly, quiet=quiet, zone=zone)
    assert moment <= slot <= later
    assert moment < later
    for found in (slot, later):
        assert not is_quiet(found, quiet, zone)
        days = [found.astimezone(zone).date() - timedelta(days=n) for n in range(8)]
        assert found in [
            allowed_from(morning(day, zone), quiet, zone) for day in days if not weekly or not day.weekday()
        ]


@given(places())
@settings(max_examples=300, deadline=None)
def test_a_week_begins_on_the_monday_where_the_person_is(place):
    moment, zone = place
    monday = week_of(moment, zone)
    assert monday.weekday() == 0
    assert monday <= moment.astimezone(zone).date() < monday + timedelta(days=7)


@pytest.mark.parametrize("name", ZONES)
def test_nine_o_clock_is_nine_o_clock_on_both_sides_of_every_change(name):
    zone = ZoneInfo(name)
    for change in CHANGES[name]:
        for days in (-1, 0, 1):
            day = change.astimezone(zone).date() + timedelta(days=days)
            there = morning(day, zone).astimezone(UTC).astimezone(zone)
            skipped = name == "Pacific/Apia" and day == date(2011, 12, 30)  # the day that Samoa left out
            assert there.time() == time(9)
            assert (there.date() == day) is not skipped, (day, there)


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-27 09:00", "2026-11-27 09:00"),  # a Friday morning
        ("2026-11-27 20:00", "2026-11-30 08:00"),  # over the weekend
        ("2026-11-28 09:00", "2026-11-30 08:00"),
        ("2026-11-30 07:59", "2026-11-30 08:00"),
    ],
)
def test_the_default_quiet_hours(moment, expected):
    there = datetime.fromisoformat(moment).replace(tzinfo=BERLIN)
    assert allowed_from(there, Quiet(), BERLIN) == datetime.fromisoformat(expected).replace(tzinfo=BERLIN)


def test_what_is_due_at_nine_is_told_in_the_digest_of_that_nine():
    nine = datetime(2026, 11, 24, 9, tzinfo=BERLIN)  # a Tuesday
    assert digest_slot(nine, weekly=False, quiet=Quiet(), zone=BERLIN) == nine
    assert digest_slot(nine, weekly=True, quiet=Quiet(), zone=BERLIN) == datetime(2026, 11, 30, 9, tzinfo=BERLIN)
    assert digest_slot(nine - timedelta(days=1), weekly=True, quiet=Quiet(), zone=BERLIN) == nine - timedelta(days=1)


def test_the_defaults_are_those_of_the_product():
    assert (pace.Pace().budget, pace.Quiet().begins, pace.Quiet().ends) == (3, time(20), time(8))


@pytest.mark.parametrize(("ends", "begins_again"), [(time(2), 3), (time(2, 30), 3), (time(2, 45), 3)])
def test_where_the_clocks_skip_the_end_the_night_is_over_when_they_jump(ends, begins_again):
    berlin = ZoneInfo("Europe/Berlin")
    night = datetime(2026, 3, 29, 1, 30, tzinfo=berlin)
    allowed = allowed_from(night, Quiet(time(22), ends, weekends=False), berlin)
    assert allowed == datetime(2026, 3, 29, begins_again, tzinfo=berlin)
