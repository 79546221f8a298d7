"""What a journey means for a pair, day by day: the rules of docs/reminders.md as a calculation."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.wishes.pace import Pace, Quiet, week_of
from mentoring.notifications.writing.composing import compose
from pairings.life import actions as pairing
from pairings.models import Touchpoint
from pairings.reminders import planner
from pairings.touchpoints import actions as touchpoints
from programs.forecast.calculation import PEOPLE, Difference, Reading, differences, forecast
from programs.journey import drafts as drafting
from programs.journey.calculation import Blackout, JourneyRung, JourneyStep, plan
from programs.journey.queries import saved as journeys_of
from programs.pace.queries import blackout_of, pace_of
from tests import factories

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 2)
NEVER_QUIET = Quiet(time(0), time(0), weekends=False)
ALWAYS = Pace(NEVER_QUIET, budget=50)

rungs = st.lists(
    st.builds(JourneyRung, st.integers(-30, 90), st.sampled_from(["doer", "both", "coordinator"])), max_size=4
)
journeys = st.lists(
    st.builds(
        JourneyStep,
        id=st.integers(1, 20),
        first_day=st.integers(0, 200),
        every_days=st.none() | st.integers(1, 60),
        kind=st.sampled_from(["session", "own"]),
        doer=st.sampled_from(["mentor", "mentee", "both", "coordinator"]),
        ladder=rungs.map(tuple),
    ),
    max_size=5,
    unique_by=lambda step: step.id,
)
holidays = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 30)).map(
        lambda pair: (MONDAY + timedelta(days=pair[0]), MONDAY + timedelta(days=sum(pair)))
    ),
    max_size=3,
)
paces = st.builds(
    Pace,
    st.builds(
        Quiet, st.sampled_from([time(20), time(0)]), st.sampled_from([time(8), time(0), time(11)]), st.booleans()
    ),
    st.integers(1, 4),
)
zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati"]).map(
    ZoneInfo
)


def step(*ladder, step_id=1, first_day=0, every_days=None, doer="both", kind="own"):
    return JourneyStep(step_id, first_day, every_days, kind, doer, tuple(JourneyRung(*rung) for rung in ladder))


def of(*steps, days=100, **options):
    values = {"pace": ALWAYS, "zone": BERLIN} | options
    return forecast(steps, started_on=MONDAY, ends_on=MONDAY + timedelta(days=days), **values)


def at(found, to):
    return [reminder.at.strftime("%a %-d %b %H:%M") for reminder in found.reminders if reminder.to == to]


@given(journeys, st.integers(0, 400), holidays, paces, zones)
def test_days_are_those_of_the_plan(steps, length, holidays, pace, zone):
    blackout, ends_on = Blackout(holidays), MONDAY + timedelta(days=length)
    found = forecast(steps, started_on=MONDAY, ends_on=ends_on, blackout=blackout, pace=pace, zone=zone)
    assert list(found.occurrences) == plan(steps, started_on=MONDAY, ends_on=ends_on, blackout=blackout)


@given(journeys, holidays, paces, zones, st.sampled_from(Reading))
def test_nobody_gets_more_than_the_budget_or_a_mail_in_quiet_hours(steps, holidays, pace, zone, reading):
    found = forecast(
        steps,
        started_on=MONDAY,
        ends_on=MONDAY + timedelta(days=200),
        blackout=Blackout(holidays),
        pace=pace,
        zone=zone,
        reading=reading,
    )
    for person in PEOPLE:
        mine = [reminder for reminder in found.reminders if reminder.to == person]
        mails = [one.at for one in mine if not one.in_digest] + list({one.at for one in mine if one.in_digest})
        weeks = [week_of(moment, zone) for moment in mails]
        assert len(mails) == found.mails[person]
        assert max(map(weeks.count, weeks), default=0) <= pace.budget
        assert [moment for moment in mails if pace.quiet.covers(moment)] == []
        keys = [(one.step_id, one.number, one.rung) for one in mine]
        assert len(keys) == len(set(keys))


@given(journeys, holidays, paces)
def test_reminders_keep_to_the_life_of_their_step(steps, holidays, pace):
    blackout = Blackout(holidays)
    values = {"started_on": MONDAY, "ends_on": MONDAY + timedelta(days=200), "blackout": blackout, "pace": pace}
    on_time = forecast(steps, zone=BERLIN, **values)
    assert [one for one in on_time.reminders if one.at.date() > one.due_on] == []
    silent = forecast(steps, zone=BERLIN, **values, reading=Reading.SILENT)
    for one in steps:
        dues = [occurrence.due_on for occurrence in silent.occurrences if occurrence.step_id == one.id]
        if one.every_days:
            top = max((rung.offset_days + 2 for rung in one.ladder), default=0)
            assert all((b - a).days >= max(top, one.every_days) - one.every_days + 1 for a, b in pairwise(dues))
        else:
            assert len(dues) <= 1


def test_the_ladder_goes_out_at_nine_where_the_people_are():
    found = of(step((-1, "doer"), (0, "both"), (3, "doer"), (14, "coordinator"), first_day=1, doer="mentee"))
    assert at(found, "mentee") == ["Mon 2 Mar 09:00", "Tue 3 Mar 09:00"]
    assert at(found, "mentor") == ["Tue 3 Mar 09:00"]
    assert at(found, "coordinator") == []
    assert found.reminders[0].at == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_when_nothing_happens_the_whole_ladder_is_climbed():
    found = of(step((-1, "doer"), (3, "doer"), (14, "coordinator"), first_day=1), reading=Reading.SILENT)
    assert at(found, "mentor") == ["Mon 2 Mar 09:00", "Fri 6 Mar 09:00"]
    assert at(found, "coordinator") == ["Tue 17 Mar 09:00"]


def test_a_silent_session_is_given_up_and_the_next_keeps_the_rhythm():
    """Due on day 7, its last rung on day 21, given up on day 23; days 21 past, so the next is due on day 35."""
    found = of(step((3, "both"), (14, "coordinator"), first_day=7, every_days=14), reading=Reading.SILENT, days=70)
    assert [(one.due_on - MONDAY).days for one in found.occurrences] == [7, 35, 63]
    assert [one.number for one in found.occurrences] == [1, 2, 3]


def test_no_ladder_gives_a_silent_step_up_when_its_next_is_due():
    found = of(step(first_day=7, every_days=14), reading=Reading.SILENT, days=40)
    assert [(one.due_on - MONDAY).days for one in found.occurrences] == [7, 21, 35]


def test_quiet_hours_move_a_reminder_and_a_step_done_meanwhile_is_not_told():
    saturday = step((0, "doer"), first_day=5)
    assert at(of(saturday, pace=Pace()), "mentor") == []
    assert at(of(saturday, pace=Pace(), reading=Reading.SILENT), "mentor") == ["Mon 9 Mar 08:00"]


def test_several_reminders_of_a_step_at_one_moment_are_told_once():
    weekend = step((4, "both"), (5, "both"), (6, "doer"))
    found = of(weekend, pace=Pace(), reading=Reading.SILENT)
    assert at(found, "mentor") == ["Fri 6 Mar 09:00", "Mon 9 Mar 08:00"]
    assert found.reminders[-1].rung == JourneyRung(6, "doer")


def test_what_is_above_the_budget_waits_for_the_digest_of_monday():
    busy = [step((1, "both"), (day, "doer"), step_id=day) for day in (2, 3)]
    found = of(*busy, pace=Pace(NEVER_QUIET, budget=2), reading=Reading.SILENT)
    assert [(one.at.strftime("%a %-d"), one.in_digest) for one in found.reminders if one.to == "mentee"] == [
        ("Tue 3", False),
        ("Tue 3", False),
        ("Mon 9", True),
        ("Mon 9", True),
    ]
    assert found.mails == {"mentor": 3, "mentee": 3, "coordinator": 0}


def test_a_digest_tells_only_what_is_still_open():
    busy = [step((0, "both"), step_id=number, first_day=1) for number in (1, 2)]
    found = of(*busy, pace=Pace(NEVER_QUIET, budget=1))
    assert found.mails["mentor"] == 1


def test_a_rung_from_before_the_match_is_told_at_once_or_not_at_all():
    assert at(of(step((-1, "both"))), "mentor") == ["Mon 2 Mar 09:00"]
    assert at(of(step((-3, "both"))), "mentor") == []


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_nine_stays_nine_when_clocks_change(day):
    first_day = (day - MONDAY).days
    found = of(step((0, "both"), first_day=first_day), days=300)
    assert at(found, "mentor") == [f"Sun {day.day} {day:%b} 09:00"]


def test_difference_counts_days_and_reminders_of_each_step():
    before = of(step((0, "both"), every_days=10), step(step_id=2), days=30)
    after = of(step((0, "both"), every_days=15), step((0, "both"), step_id=3), days=30)
    assert differences(before, after) == [
        Difference(1, added=0, removed=1, moved=2, reminders_before=8, reminders=6),
        Difference(3, added=1, removed=0, moved=0, reminders_before=0, reminders=2),
        Difference(2, added=0, removed=1, moved=0, reminders_before=0, reminders=0),
    ]
    assert differences(before, before) == []


def test_weeks_and_sessions_are_counted():
    session = step(kind="session", every_days=14, first_day=7)
    found = of(session, step(step_id=2), days=168)
    assert (found.weeks, found.count([session], "session")) == (24, 12)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("budget", "zone", "days", "reading"),
    [
        (1, "UTC", 49, Reading.SILENT),
        (3, "UTC", 49, Reading.SILENT),
        (2, "America/New_York", 182, Reading.SILENT),  # over both changes of the clocks
        (2, "Europe/Berlin", 182, Reading.ON_TIME),
    ],
)
def test_what_goes_out_is_what_was_forecast(cast, budget, zone, days, reading):
    """Planner and delivery day by day, with holidays, quiet hours and a budget, against the calculation."""
    start, there = date(2036, 3, 3), ZoneInfo(zone)
    first = datetime.combine(start, time(0, 30), there)
    _begin(cast, start, zone=zone, budget=budget, now=first)
    for day in range(days):
        night = datetime.combine(start + timedelta(days=day), time(0, 30), there)
        planner.roll(night)
        planner.plan(night)
        for hour in (8, 9):
            compose(night.replace(hour=hour, minute=0))
        if reading is Reading.ON_TIME:
            _do_what_is_due(night.replace(hour=18))
    part = {cast.mentor.email: "mentor", cast.mentee.email: "mentee", cast.coordinator.email: "coordinator"}
    sent = sorted((part[mail.to], mail.created_at, mail.kind == "digest") for mail in Mail.objects.all())
    found = forecast(
        drafting.calculated(journeys_of(cast.program)),
        started_on=start,
        ends_on=cast.program.ends_on,
        blackout=blackout_of(cast.program),
        pace=pace_of(cast.program),
        zone=there,
        reading=reading,
    )
    last = datetime.combine(start + timedelta(days=days), time(0, 30), there)
    due = [one for one in found.reminders if one.at < last]
    expected = [(one.to, one.at, False) for one in due if not one.in_digest]
    expected += {(one.to, one.at, True) for one in due if one.in_digest}
    assert sent == sorted(expected)
    assert len(sent) >= 15


def _begin(cast, start, *, zone, budget, now):
    type(cast.mentor).objects.update(time_zone=zone)
    type(cast.program).objects.update(
        starts_on=start, ends_on=date(2036, 12, 1), time_zone=zone, cadence_days=14, mail_budget=budget
    )
    cast.program.refresh_from_db()
    for kind, day, every, ladder in (
        ("session", 7, 14, [(-1, "doer"), (3, "doer"), (7, "both"), (14, "coordinator")]),
        ("check_in", 6, 30, [(0, "doer"), (4, "doer"), (10, "coordinator")]),
        ("own", 3, None, [(0, "doer"), (1, "both"), (2, "doer"), (4, "doer")]),
    ):
        step = factories.StepFactory(program=cast.program, kind=kind, first_day=day, every_days=every)
        for offset, audience in ladder:
            factories.RungFactory(step=step, offset_days=offset, audience=audience)
    cast.program.holidays.create(name="Break", first_on=date(2036, 3, 24), last_on=date(2036, 3, 30))
    cast.pairing.delete()
    values = {"mentor": cast.mentor_in, "mentee": cast.mentee_in, "started_on": start}
    pairing.start(cast.program, **values, by=cast.administrator, now=now)
    Notification.objects.all().delete()


def _do_what_is_due(now):
    today = now.date()
    for touchpoint in Touchpoint.objects.open().filter(due_on=today):
        touchpoints.complete(touchpoint, happened_on=today, by=None, now=now)
