"""Clocks of two people, and times suggested from when both are free; 18:00 stays 18:00 when the clocks change."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairings.calendars import clocks
from pairings.calendars.overlap import Week, suggest

BERLIN, NEW_YORK, KOLKATA = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata")
ZONES = [BERLIN, NEW_YORK, KOLKATA, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Auckland")]
FIVE = ["Pacific/Auckland", "America/Los_Angeles", "America/New_York", "Europe/Berlin", "Pacific/Kiritimati"]
TUESDAY_EVENING = 1 * 4 + 3


@dataclass(frozen=True)
class Person:
    first_name: str
    zone: ZoneInfo


MIRIAM, SAM, PRIYA = Person("Miriam", BERLIN), Person("Sam", NEW_YORK), Person("Priya", KOLKATA)


@pytest.mark.parametrize(
    ("moment", "reader", "other", "words"),
    [
        (datetime(2026, 12, 1, 14, tzinfo=UTC), MIRIAM, SAM, "Tue, Dec 1, 3:00 PM your time (9:00 AM for Sam)"),
        (datetime(2026, 12, 1, 14, tzinfo=UTC), MIRIAM, Person("Ana", ZoneInfo("Europe/Rome")), "Tue, Dec 1, 3:00 PM"),
        (
            datetime(2026, 12, 1, 20, tzinfo=UTC),
            SAM,
            PRIYA,
            "Tue, Dec 1, 3:00 PM your time (Wed, Dec 2, 1:30 AM for Priya)",
        ),
        (datetime(2026, 12, 1, 14, tzinfo=UTC), MIRIAM, None, "Tue, Dec 1, 3:00 PM"),
        # In these three weeks of March only one of the two has changed the clock.
        (datetime(2027, 3, 16, 14, tzinfo=UTC), MIRIAM, SAM, "Tue, Mar 16, 3:00 PM your time (10:00 AM for Sam)"),
    ],
)
def test_a_moment_is_told_by_both_clocks_where_they_differ(moment, reader, other, words):
    assert clocks.when(moment, reader, other) == words


def test_a_time_that_the_clocks_skip_is_none_and_one_that_comes_twice_is_the_first():
    with pytest.raises(clocks.Skipped):
        clocks.at(date(2027, 3, 28), time(2, 30), BERLIN)
    first = clocks.at(date(2026, 10, 25), time(2, 30), BERLIN)
    assert first.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("now", [datetime(2026, 10, 19, tzinfo=UTC), datetime(2027, 3, 22, tzinfo=UTC)])
def test_the_evening_stays_the_evening_across_a_change_of_the_clocks(now):
    """Berlin’s clock changes between the two Tuesdays."""
    week = Week(BERLIN, {TUESDAY_EVENING})
    found = suggest(week, week, now=now, minutes=60)
    assert [(one.weekday(), one.hour) for one in found] == [(1, 18), (1, 18)]
    assert {one.utcoffset() for one in found} == {timedelta(hours=1), timedelta(hours=2)}


def test_suggestions_suit_both_and_lie_on_different_days():
    mine = Week(BERLIN, {day * 4 + part for day in range(5) for part in (2, 3)})  # afternoons and evenings
    theirs = Week(NEW_YORK, {day * 4 for day in range(5)})  # mornings from 8: from 14:00 in Berlin
    found = suggest(mine, theirs, now=datetime(2026, 12, 4, 12, tzinfo=UTC), minutes=60)
    assert [f"{one:%a %H:%M}" for one in found] == ["Mon 14:00", "Tue 14:00", "Wed 14:00"]


def test_the_last_meeting_comes_along_where_both_are_free():
    last, now = datetime(2026, 11, 26, 15, 30, tzinfo=BERLIN), datetime(2026, 12, 4, 12, tzinfo=UTC)
    nothing_said = Week(BERLIN, None)
    assert words(suggest(nothing_said, nothing_said, now=now, minutes=60)) == ["Mon 09:00", "Tue 09:00", "Wed 09:00"]
    found = suggest(nothing_said, nothing_said, now=now, minutes=60, last=last)
    assert words(found) == ["Mon 09:00", "Tue 09:00", "Thu 15:30"]
    mondays = Week(BERLIN, {0})
    assert words(suggest(mondays, nothing_said, now=now, minutes=60, last=last)) == ["Mon 09:00", "Mon 09:00"]


def words(moments):
    return [f"{one:%a %H:%M}" for one in moments]


def test_of_who_has_not_said_no_night_is_suggested_whatever_the_last_time_was():
    """Five zones with each other; in each pair nobody has said, or only one."""
    now, night = datetime(2026, 12, 4, 12, tzinfo=UTC), datetime(2026, 11, 26, 3, tzinfo=UTC)
    for mine, theirs in product(map(ZoneInfo, FIVE), repeat=2):
        for said in (None, range(28)):
            found = suggest(Week(mine, None), Week(theirs, said), now=now, minutes=60, last=night)
            assert len(found) == 3, (mine, theirs, said)
            for one in found:
                here = [one.astimezone(mine)] if said else [one.astimezone(mine), one.astimezone(theirs)]
                for begins in here:
                    assert time(7) <= begins.time() <= time(20), (begins, mine, theirs)
                    assert begins.weekday() < 5


def test_a_weekend_is_suggested_only_where_there_are_too_few_weekdays():
    now, busy = datetime(2026, 12, 4, 12, tzinfo=UTC), Week(BERLIN, {0 * 4 + 2, 5 * 4 + 2})  # Monday, Saturday
    found = suggest(Week(BERLIN, None), busy, now=now, minutes=60)
    assert words(found) == ["Sat 14:00", "Mon 14:00", "Mon 14:00"]
    assert words(suggest(busy, busy, now=now, minutes=60)) == ["Sat 14:00", "Mon 14:00", "Sat 14:00"]  # they said so


def test_usual_hours_come_before_the_ends_of_the_day():
    now = datetime(2026, 12, 4, 12, tzinfo=UTC)
    nothing_said = Week(BERLIN, None), Week(NEW_YORK, None)
    assert words(suggest(*nothing_said, now=now, minutes=60)) == [
        "Mon 15:00",
        "Tue 15:00",
        "Wed 15:00",
    ]  # 9 in New York
    fits = suggest(*nothing_said, now=now, minutes=60, fits=lambda moment: moment.hour != 15)
    assert words(fits) == ["Mon 16:00", "Tue 16:00", "Wed 16:00"]


def test_a_long_session_needs_all_of_its_time_free():
    midday_only = Week(BERLIN, {1})  # Monday, 12 to 14
    assert suggest(midday_only, midday_only, now=datetime(2026, 12, 4, tzinfo=UTC), minutes=180) == []
    found = suggest(midday_only, midday_only, now=datetime(2026, 12, 4, tzinfo=UTC), minutes=120)
    assert [f"{one:%a %H:%M}" for one in found] == ["Mon 12:00", "Mon 12:00"]


@given(
    mine=st.frozensets(st.integers(0, 27)),
    theirs=st.frozensets(st.integers(0, 27)),
    zones=st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    minutes=st.integers(5, 180),
)
def test_whatever_is_suggested_both_are_free_and_it_is_to_come(mine, theirs, zones, now, minutes):
    weeks = [Week(zones[0], mine), Week(zones[1], theirs)]
    found = suggest(*weeks, now=now, minutes=minutes)
    assert len(found) <= 3 and found == sorted(found)
    assert len({one.date() for one in found}) == len(found)
    for one in found:
        assert one.astimezone(UTC) > now
        for minute in range(0, minutes, 5):
            moment = one.astimezone(UTC) + timedelta(minutes=minute)
            for week in weeks:
                here = moment.astimezone(week.zone)
                part = next(n for n, (begins, ends) in enumerate(((8, 12), (12, 14), (14, 18), (18, 21)))
                            if begins <= here.hour < ends)  # fmt: skip
                assert here.weekday() * 4 + part in week.cells
