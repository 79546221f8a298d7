"""Days, clock times and spans in words."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from mentoring.web import dates

DAY = date(2026, 12, 1)
LATE = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)  # the 2nd in Berlin
BERLIN = ZoneInfo("Europe/Berlin")


THIS_YEAR, ANOTHER = datetime(2026, 6, 1, tzinfo=UTC), datetime(2025, 12, 31, tzinfo=UTC)
AMERICAN, BRITISH = "en-us", "en-gb"
WORDS = [
    (dates.day, "Tue, Dec 1", ", 2026", "Tue 1 Dec", " 2026"),
    (dates.bare_day, "Dec 1, 2026", "", "1 Dec 2026", ""),
    (dates.short_day, "Dec 1", "", "1 Dec", ""),
    (dates.near_day, "Tue, Dec 1", "", "Tue 1 Dec", ""),
    (dates.long_day, "Tuesday, December 1", ", 2026", "Tuesday 1 December", " 2026"),
    (dates.month_day, "December 1", ", 2026", "1 December", " 2026"),
    (dates.full_date, "December 1, 2026", "", "1 December 2026", ""),
    (dates.month, "December 2026", "", "December 2026", ""),
    (dates.weekday, "Tuesday", "", "Tuesday", ""),
]


@pytest.mark.parametrize(("write", "american", "comma_year", "british", "year"), WORDS)
def test_a_day_in_words_has_its_year_only_where_it_is_another(write, american, comma_year, british, year, time_machine):
    for now, years in ((THIS_YEAR, ("", "")), (ANOTHER, (comma_year, year))):
        time_machine.move_to(now, tick=False)
        for language, words in ((AMERICAN, american + years[0]), (BRITISH, british + years[1])):
            with translation.override(language):
                assert write(DAY) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (AMERICAN, ("Wed, Dec 2", "Dec 2", "12:30 AM", "Wed, Dec 2, 12:30 AM")),
        (BRITISH, ("Wed 2 Dec", "2 Dec", "00:30", "Wed 2 Dec, 00:30")),
    ],
)
def test_a_moment_is_read_by_the_clock_of_its_reader(language, words, time_machine):
    time_machine.move_to(THIS_YEAR, tick=False)
    with timezone.override(BERLIN), translation.override(language):
        assert (dates.day(LATE), dates.short_day(LATE), dates.clock(LATE), dates.moment(LATE)) == words


def test_a_moment_is_read_by_the_clock_that_is_named():
    assert dates.near_moment(LATE, BERLIN) == "Wed, Dec 2, 12:30 AM"
    assert dates.near_moment(LATE) == "Tue, Dec 1, 11:30 PM"


def test_a_time_of_a_day_has_no_zone():
    with timezone.override(BERLIN):
        assert (dates.clock(time(9)), dates.clock(datetime(2026, 12, 1, 9))) == ("9:00 AM", "9:00 AM")


def test_a_span_of_a_night_in_which_clocks_go_back():
    begins, ends = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert dates.span(begins, ends, BERLIN) == "Sun, Oct 31, from 2:30 AM to 2:30 AM"
    with translation.override(BRITISH):
        assert dates.span(begins, ends, BERLIN) == "Sun 31 Oct from 02:30 to 02:30"


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "Today"), (1, "Tomorrow"), (2, "Thursday"), (6, "Monday"), (7, "December 8"), (-1, "November 30")],
)
def test_a_day_as_people_say_it(days, words, time_machine):
    time_machine.move_to(THIS_YEAR, tick=False)
    assert dates.said_day(DAY + timedelta(days=days), DAY) == words


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
