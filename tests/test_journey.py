"""When steps are due: the pure calculation, the words of a step, and the page that shows both."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from programs.journey import JourneyStep, Occurrence, first, following, plan
from programs.models import Rung, Step
from programs.queries import journey as queries
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


@pytest.mark.django_db
def test_preview_counts_what_lies_before_a_pair():
    now = timezone.now()
    today = now.date()
    program = factories.ProgramFactory(
        starts_on=today + timedelta(days=5), ends_on=today + timedelta(days=5 + 84), time_zone="UTC"
    )
    session, own = with_steps(program)
    found = queries.preview(program, queries.steps_of(program), now=now)
    assert (found.started_on, found.weeks, found.sessions, found.steps) == (program.starts_on, 12, 6, 7)
    assert (found.mentor_mails, found.mentee_mails) == (6, 7)
    shown = [(day.due_on, day.step, day.number) for month in found.months for day in month.days]
    assert shown[:2] == [
        (program.starts_on + timedelta(days=3), own, 1),
        (program.starts_on + timedelta(days=7), session, 1),
    ]


@pytest.mark.django_db
def test_preview_begins_today_once_the_program_runs(cast):
    with_steps(cast.program)
    now = timezone.now()
    found = queries.preview(cast.program, queries.steps_of(cast.program), now=now)
    assert found.started_on == cast.program.today(now)


@pytest.mark.django_db
def test_preview_is_empty_once_the_program_is_over(cast, sign_in):
    with_steps(cast.program)
    later = timezone.now() + timedelta(days=1000)
    assert queries.preview(cast.program, queries.steps_of(cast.program), now=later) is None


@pytest.mark.django_db
def test_disabled_step_is_not_on_the_journey(cast):
    session, own = with_steps(cast.program)
    Step.objects.filter(pk=own.pk).update(enabled=False)
    assert queries.steps_of(cast.program) == [session]


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
    with django_assert_num_queries(8):
        browser.get(url)
    with_steps(cast.program)
    with django_assert_num_queries(8):
        browser.get(url)
