"""Days, clock times and spans in words."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from mentoring.web import dates

DAY = date(2026, 12, 1)
LATE = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)  # the 2nd in Berlin
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (dates.day, "Tue 1 Dec 2026"),
        (dates.bare_day, "1 Dec 2026"),
        (dates.short_day, "1 Dec"),
        (dates.near_day, "Tue 1 Dec"),
        (dates.long_day, "Tuesday 1 December"),
        (dates.weekday, "Tuesday"),
    ],
)
def test_a_day_in_words(write, words):
    assert write(DAY) == words


def test_a_moment_is_read_by_the_clock_of_its_reader():
    with timezone.override(BERLIN):
        found = (dates.day(LATE), dates.short_day(LATE), dates.clock(LATE), dates.moment(LATE))
    assert found == ("Wed 2 Dec 2026", "2 Dec", "00:30", "Wed 2 Dec 2026, 00:30")


def test_a_moment_is_read_by_the_clock_that_is_named():
    assert dates.near_moment(LATE, BERLIN) == "Wed 2 Dec, 00:30"
    assert dates.near_moment(LATE) == "Tue 1 Dec, 23:30"


def test_a_time_of_a_day_has_no_zone():
    with timezone.override(BERLIN):
        assert (dates.clock(time(9)), dates.clock(datetime(2026, 12, 1, 9))) == ("09:00", "09:00")


def test_a_span_of_a_night_in_which_clocks_go_back():
    begins, ends = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert dates.span(begins, ends, BERLIN) == "Sun 31 Oct from 02:30 to 02:30"


@pytest.mark.parametrize(
    ("days", "words"), [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (12, "in 12 days"), (-12, "12 days ago")]
)
def test_how_far_a_day_is(days, words):
    assert dates.distance(days) == words


@pytest.mark.parametrize(
    ("number", "words", "often"),
    [
        (1, "1 day", "every day"),
        (7, "7 days", "every week"),
        (10, "10 days", "every 10 days"),
        (14, "14 days", "every 2 weeks"),
    ],
)
def test_a_number_of_days(number, words, often):
    assert (dates.days(number), dates.every(number)) == (words, often)
