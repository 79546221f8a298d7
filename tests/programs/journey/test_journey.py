"""When steps are due: the pure calculation, the words of a step, and the page that shows both."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from programs.forecast import queries as preview
from programs.forecast.calculation import Reading
from programs.journey import queries as journey_queries
from programs.journey.calculation import (
    Blackout,
    JourneyRung,
    JourneyStep,
    Occurrence,
    first,
    following,
    plan,
    reminder_day,
)
from programs.models import Rung, Step
from tests import factories

START = date(2026, 3, 2)
steps_of_a_journey = st.lists(
    st.builds(
        JourneyStep,
        id=st.integers(1, 20),
        first_day=st.integers(0, 400),
        every_days=st.none() | st.integers(1, 90),
    ),
    max_size=12,
    unique_by=lambda step: step.id,
)
days = st.integers(0, 730)


# The calculation


@given(steps_of_a_journey, days)
def test_plan_is_sorted_and_stays_within_the_dates(steps, length):
    ends_on = START + timedelta(days=length)
    planned = plan(steps, started_on=START, ends_on=ends_on)
    assert planned == sorted(planned)
    assert all(START <= occurrence.due_on <= ends_on for occurrence in planned)


@given(steps_of_a_journey, days)
def test_plan_counts_each_step_from_one_without_gaps(steps, length):
    planned = plan(steps, started_on=START, ends_on=START + timedelta(days=length))
    for step in steps:
        numbers = [occurrence.number for occurrence in planned if occurrence.step_id == step.id]
        assert numbers == list(range(1, len(numbers) + 1))
        if step.every_days is None:
            assert len(numbers) == (step.first_day <= length)


@given(steps_of_a_journey, days)
def test_plan_leaves_the_rhythm_between_two_occurrences(steps, length):
    planned = plan(steps, started_on=START, ends_on=START + timedelta(days=length))
    for step in steps:
        dues = [occurrence.due_on for occurrence in planned if occurrence.step_id == step.id]
        assert {(later - earlier).days for earlier, later in pairwise(dues)} <= {step.every_days}
        if dues:
            assert dues[0] == START + timedelta(days=step.first_day)
            assert step.every_days is None or dues[-1] + timedelta(days=step.every_days) > START + timedelta(
                days=length
            )


@given(steps_of_a_journey, days, st.randoms())
def test_plan_does_not_depend_on_the_order_of_the_steps(steps, length, random):
    ends_on, shuffled = START + timedelta(days=length), steps[:]
    random.shuffle(shuffled)
    assert plan(shuffled, started_on=START, ends_on=ends_on) == plan(steps, started_on=START, ends_on=ends_on)


@given(st.integers(1, 90), st.lists(st.integers(0, 60), max_size=10))
def test_recurrence_rolls_with_what_happened(every_days, delays):
    step, ends_on = JourneyStep(1, 7, every_days), START + timedelta(days=10_000)
    occurrence = first(step, started_on=START, ends_on=ends_on)
    for delay in delays:
        happened_on = occurrence.due_on + timedelta(days=delay)
        later = following(step, number=occurrence.number, happened_on=happened_on, ends_on=ends_on)
        assert later == Occurrence(happened_on + timedelta(days=every_days), 1, occurrence.number + 1, happened_on)
        occurrence = later


def test_step_that_happens_once_has_no_next():
    assert following(JourneyStep(1, 7, None), number=1, happened_on=START, ends_on=date(2030, 1, 1)) is None


def test_last_day_still_counts():
    step = JourneyStep(1, 14, 14)
    assert first(step, started_on=START, ends_on=START + timedelta(days=14)) == Occurrence(
        date(2026, 3, 16), 1, 1, START
    )
    assert first(step, started_on=START, ends_on=START + timedelta(days=13)) is None


# Words


@pytest.mark.parametrize(
    ("every_days", "words"),
    [
        (None, "once"),
        (1, "every day"),
        (7, "every week"),
        (14, "every other week"),
        (21, "every 3 weeks"),
        (30, "every 30 days"),
    ],
)
def test_rhythm_reads_as_words(every_days, words):
    assert Step(every_days=every_days).rhythm == words


@pytest.mark.parametrize(
    ("first_day", "words"),
    [(0, "on the day of the match"), (1, "1 day after the match"), (30, "30 days after the match")],
)
def test_first_day_reads_as_words(first_day, words):
    assert Step(first_day=first_day).when == words


@pytest.mark.parametrize(
    ("offset", "audience", "doer", "words"),
    [
        (-7, "doer", "mentor", "7 days before: the mentor"),
        (-1, "doer", "both", "The day before: mentor and mentee"),
        (0, "doer", "mentee", "On the day: the mentee"),
        (1, "both", "mentee", "1 day late: mentor and mentee"),
        (14, "coordinator", "both", "14 days late: the coordinators"),
    ],
)
def test_ladder_reads_as_words(offset, audience, doer, words):
    assert str(Rung(step=Step(doer=doer), offset_days=offset, audience=audience)) == words


# The page


def with_steps(program, **rhythm):
    session = factories.StepFactory(program=program, first_day=7, every_days=14, **rhythm)
    factories.RungFactory(step=session, offset_days=-1, audience="doer")
    factories.RungFactory(step=session, offset_days=7, audience="both")
    own = factories.StepFactory(
        program=program, kind="own", title="Meet five people", doer="mentee", first_day=3, every_days=None
    )
    factories.RungFactory(step=own, offset_days=0, audience="doer")
    return session, own


def previewed(program, now, reading=Reading.ON_TIME):
    first_day = preview.first_day(program, now=now)
    return preview.preview(program, journey_queries.saved(program), preview.Question(first_day, reading))


@pytest.mark.django_db
def test_preview_counts_what_lies_before_a_pair():
    now = timezone.now()
    start = date(2036, 3, 3)
    program = factories.ProgramFactory(starts_on=start, ends_on=start + timedelta(days=84), time_zone="UTC")
    with_steps(program)
    found = previewed(program, now)
    assert (found.started_on, found.weeks, found.sessions, found.steps) == (start, 12, 6, 7)
    assert found.mails == {"mentor": 6, "mentee": 7, "coordinator": 0}
    days = [day for month in found.months for day in month.days]
    shown = [(day.on, [due.title for due in day.due], [(told.to, told.rung) for told in day.told]) for day in days]
    assert shown[:2] == [
        (start + timedelta(days=3), ["Meet five people"], [("the mentee", "on the day")]),
        # the reminder of Sunday waits for the end of the quiet hours, in the morning of the day itself
        (start + timedelta(days=7), ["Session"], [("the mentor and the mentee", "the day before")]),
    ]
    assert days[1].told[0].at.hour == 8
    assert [month.first for month in found.months] == [date(2036, 3, 1), date(2036, 4, 1), date(2036, 5, 1)]


@pytest.mark.django_db
def test_preview_of_silence_shows_the_whole_ladder():
    start = date(2036, 3, 3)
    program = factories.ProgramFactory(starts_on=start, ends_on=start + timedelta(days=84), time_zone="UTC")
    with_steps(program)
    found = previewed(program, timezone.now(), Reading.SILENT)
    told = [told for month in found.months for day in month.days for told in day.told if told.rung == "7 days late"]
    assert {one.to for one in told} == {"the mentor and the mentee"}
    assert len(told) == found.sessions == 6


@pytest.mark.django_db
def test_preview_begins_today_once_the_program_runs(cast):
    with_steps(cast.program)
    now = timezone.now()
    assert previewed(cast.program, now).started_on == cast.program.today(now)


@pytest.mark.django_db
def test_preview_is_empty_once_the_program_is_over(cast, sign_in):
    with_steps(cast.program)
    assert preview.first_day(cast.program, now=timezone.now() + timedelta(days=1000)) is None
    type(cast.program).objects.update(starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    page = sign_in(cast.mentor).get(reverse("program_journey", args=[cast.program.pk])).content.decode()
    assert "The program is over: no pair can start any more." in page


@pytest.mark.django_db
def test_day_and_reading_are_chosen_on_the_page(cast, sign_in):
    with_steps(cast.program)
    url, browser = reverse("program_journey", args=[cast.program.pk]), sign_in(cast.mentee)
    start = cast.program.ends_on - timedelta(days=20)
    page = browser.get(url, {"start": start.isoformat(), "reading": "silent"}).content.decode()
    assert "3 weeks · 1 session · " in page
    assert "If nothing happens at all" in page
    part = browser.get(url, {"start": start.isoformat(), "reading": "silent"}, headers={"HX-Request": "true"})
    assert part.content.decode().strip().startswith("<section")
    for wrong in ("", "2020-01-01", cast.program.ends_on.isoformat(), "soon"):
        page = browser.get(url, {"start": wrong, "reading": "on-time"}).content.decode()
        assert "Choose " in page or "Enter the day as a date." in page
        assert "If every step happens on its day" in page


@pytest.mark.django_db
def test_disabled_step_is_not_on_the_journey(cast):
    session, own = with_steps(cast.program)
    Step.objects.filter(pk=own.pk).update(enabled=False)
    assert journey_queries.steps_of(cast.program) == [session]


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["coordinator", "mentor", "mentee"])
def test_everybody_in_the_program_reads_the_journey(cast, sign_in, part):
    with_steps(cast.program)
    page = sign_in(getattr(cast, part)).get(reverse("program_journey", args=[cast.program.pk])).content.decode()
    assert "For mentor and mentee · every other week" in page
    assert "The day before: mentor and mentee" in page
    assert ("/edit/" in page) == (part == "coordinator")


@pytest.mark.django_db
def test_journey_needs_the_same_queries_for_many_steps(cast, sign_in, django_assert_num_queries):
    browser, url = sign_in(cast.coordinator), reverse("program_journey", args=[cast.program.pk])
    factories.RungFactory(step__program=cast.program)
    with django_assert_num_queries(10):
        browser.get(url)
    with_steps(cast.program)
    with django_assert_num_queries(10):
        browser.get(url)


def test_holidays_may_reach_to_the_last_day_that_there_is():
    blackout = Blackout([(date.max - timedelta(days=1), date.max), (date.max, date.max)])
    assert blackout.ranges == [(date.max - timedelta(days=1), date.max)]
    assert blackout.clear(START) == START


def after(number: int) -> date:
    return START + timedelta(days=number)


def due(days, *holidays, ends=400):
    """The days, counted from the start, on which one-time steps of these days are due."""
    steps = [JourneyStep(id=day, first_day=day, every_days=None) for day in days]
    blackout = Blackout((after(first), after(last)) for first, last in holidays)
    planned = plan(steps, started_on=START, ends_on=after(ends), blackout=blackout)
    return [(one.step_id, (one.due_on - START).days) for one in sorted(planned, key=lambda one: one.step_id)]


def test_what_a_holiday_moves_keeps_its_distance():
    assert due([19, 21, 23, 28, 34, 35], (21, 34)) == [(19, 19), (21, 35), (23, 37), (28, 42), (34, 48), (35, 35)]


def test_a_long_holiday_is_squeezed_into_two_weeks_after_it():
    moved = due([20, 27, 34, 41, 61], (20, 61))
    assert moved == [(20, 62), (27, 64), (34, 66), (41, 69), (61, 75)]


def test_what_would_move_into_another_holiday_comes_after_that():
    assert due([20, 25], (20, 29), (33, 36)) == [(20, 30), (25, 37)]


def test_what_would_move_beyond_the_last_day_comes_right_after_the_holiday():
    assert due([20, 25, 40], (20, 29), ends=34) == [(20, 30), (25, 30)]
    assert due([20], (20, 29), ends=29) == []


@given(st.integers(0, 200), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 60)), max_size=5))
def test_nothing_is_due_in_a_holiday_and_nothing_comes_sooner(day, found):
    blackout = Blackout((after(first), after(first + more)) for first, more in found)
    moved = blackout.shift(after(day))
    assert blackout.clear(moved) == moved >= after(day)
    assert (moved == after(day)) is (blackout.clear(after(day)) == after(day))


@pytest.mark.parametrize(("offset", "day"), [(-1, 19), (-12, 18), (0, 30), (2, 32), (-20, 10)])
def test_a_reminder_from_before_its_day_stays_before_it(offset, day):
    """Due right after a holiday from day 20 to 29: the one from the day before goes out before the holiday."""
    blackout = Blackout([(after(20), after(29))])
    assert reminder_day(after(30), JourneyRung(offset, "both"), blackout=blackout) == after(day)
