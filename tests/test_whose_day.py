"""Whose day it is: what people do is dated by their own day, what the program asks is due on the program's."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.test.signals import template_rendered
from django.urls import reverse
from django.utils import timezone

from goals.goals import actions as goals
from goals.goals import next_steps as goal_steps
from goals.learning import actions as learning
from goals.milestones import actions as milestones
from mentoring.notifications.answering import links
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.kudos import actions as kudos
from pairings.logbook import actions as sessions
from pairings.models import Pairing, Promise, Session, Touchpoint
from pairings.pauses import actions as pauses
from pairings.promises import actions as promises
from pairings.promises import queries as promise_queries
from pairings.story import queries as story
from pairings.times.actions import planning as planned_sessions
from pairings.touchpoints import actions as touchpoints
from programs.models import Program
from tests import factories
from tests.pages import shows

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# A Monday's noon in Berlin; it is Tuesday already in Auckland and on Kiritimati.
NOON = datetime(2026, 11, 16, 11, 30, tzinfo=UTC)
# Monday's early morning in Berlin; it is Sunday still in America.
DAWN = datetime(2026, 11, 16, 4, 30, tzinfo=UTC)
SUNDAY, MONDAY, TUESDAY = date(2026, 11, 15), date(2026, 11, 16), date(2026, 11, 17)
AUCKLAND, LOS_ANGELES, NEW_YORK = "Pacific/Auckland", "America/Los_Angeles", "America/New_York"
BERLIN, KIRITIMATI = "Europe/Berlin", "Pacific/Kiritimati"
# By zone: the day at noon and the day at dawn.
ZONES = {
    AUCKLAND: (TUESDAY, MONDAY),
    LOS_ANGELES: (MONDAY, SUNDAY),
    NEW_YORK: (MONDAY, SUNDAY),
    BERLIN: (MONDAY, MONDAY),
    KIRITIMATI: (TUESDAY, MONDAY),
}
OWN_DAYS = [(zone, now, day) for zone, days in ZONES.items() for now, day in zip((NOON, DAWN), days, strict=True)]
everywhere = pytest.mark.parametrize(("zone", "now", "own"), OWN_DAYS)
PROGRAMS = [AUCKLAND, LOS_ANGELES, BERLIN]


def live(cast, *, person="", program="", partner=BERLIN):
    """The mentee lives in one zone, the program runs in another."""
    for user, zone in ((cast.mentee, person or BERLIN), (cast.mentor, partner)):
        user.time_zone = zone
        user.save()
    Program.objects.filter(pk=cast.program.pk).update(
        time_zone=program or BERLIN, starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31)
    )
    Pairing.objects.filter(pk=cast.pairing.pk).update(started_on=date(2026, 10, 1), ends_on=date(2027, 8, 31))
    cast.pairing = Pairing.objects.with_people().get(pk=cast.pairing.pk)
    return cast.pairing


def values(day, **more):
    return {"held_on": day.isoformat(), "minutes": "60", "form_key": str(uuid.uuid4()), **more}


@everywhere
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_session_is_logged_by_the_day_of_who_logs_it(cast, sign_in, zone, now, own, program):
    pair = live(cast, person=zone, program=program)
    with time_machine.travel(now, tick=False):
        browser, address = sign_in(cast.mentee), reverse("session_new", args=[pair.pk])
        form = browser.get(address).context["form"]
        assert (form.initial["held_on"], form.fields["held_on"].widget.attrs["max"]) == (own, own.isoformat())
        assert [row["due_on"].field.widget.attrs["min"] for row in form.promises] == [own.isoformat()] * 3
        early = browser.post(address, values(own + DAY))
        assert (early.status_code, early.context["form"].errors) == (
            422,
            {"held_on": ["This day is still to come. Log the session once you have met."]},
        )
        assert browser.post(address, values(own)).status_code == 302
    assert Session.objects.get().held_on == own


def test_the_first_day_of_a_pair_counts_by_the_clock_of_who_logs(cast):
    pair = live(cast, person=LOS_ANGELES)
    Pairing.objects.filter(pk=pair.pk).update(started_on=MONDAY)  # in Los Angeles that is Sunday, from 15:00 on
    log = {"minutes": 60, "by": cast.mentee, "now": DAWN, "form_key": uuid.uuid4()}
    with pytest.raises(Refused, match=f"You became a pair on {dates.day(SUNDAY)}"):
        sessions.log(pair, held_on=SUNDAY - DAY, **log)
    assert sessions.log(pair, held_on=SUNDAY, **log).held_on == SUNDAY


def test_notes_are_corrected_where_the_day_they_are_of_is_still_to_come(cast, sign_in):
    pair = live(cast, person=LOS_ANGELES, partner=AUCKLAND)
    session = sessions.log(pair, held_on=TUESDAY, minutes=60, by=cast.mentor, now=NOON, form_key=uuid.uuid4())
    with time_machine.travel(NOON, tick=False):
        browser, address = sign_in(cast.mentee), reverse("session_edit", args=[session.pk])
        form = browser.get(address).context["form"]
        assert form.fields["held_on"].widget.attrs["max"] == TUESDAY.isoformat()
        sent = values(TUESDAY, shared_notes="We met.", seen=form.initial["seen"])
        assert browser.post(address, sent).status_code == 302
    assert Session.objects.get().log.shared_notes == "We met."


@pytest.mark.parametrize(("zone", "day"), [(AUCKLAND, TUESDAY), (BERLIN, MONDAY), (KIRITIMATI, TUESDAY)])
def test_the_day_you_met_is_that_of_the_planned_session_by_one_s_own_clock(cast, sign_in, zone, day):
    """Auckland's Tuesday is the program's Monday."""
    pair = live(cast, person=zone, program=NEW_YORK)
    step = factories.StepFactory(program=cast.program)
    touchpoint = factories.TouchpointFactory(pairing=pair, step=step, due_on=MONDAY)
    planned_sessions.book(pair, starts_at=NOON, minutes=60, by=cast.mentor, now=DAWN)
    answer = reverse("answer", args=[links.make("meeting", user=cast.mentee, object_id=touchpoint.pk)])
    with time_machine.travel(NOON + 3 * DAY, tick=False):
        page = sign_in(cast.mentee).get(reverse("session_new", args=[pair.pk]), {"touchpoint": touchpoint.pk})
        by_link = Client().get(answer).context["met"]
    assert page.context["form"].initial["held_on"] == day
    last = (NOON + 3 * DAY).astimezone(cast.mentee.zone).date()
    assert (by_link.initial["held_on"], by_link.fields["held_on"].widget.attrs["max"]) == (day, last.isoformat())


@everywhere
def test_what_is_reached_and_done_has_one_s_own_day(cast, zone, now, own):
    pair = live(cast, person=zone)
    by = {"by": cast.mentee, "now": now}
    goal = factories.GoalFactory(pairing=pair, state="agreed", agreed_at=now - DAY, agreed_by=cast.mentor)
    milestone = factories.MilestoneFactory(goal=goal)
    with pytest.raises(Refused, match="choose today or earlier"):
        milestones.reach(milestone, on=own + DAY, **by)
    assert milestones.reach(milestone, **by).reached_on == own
    assert goals.reach(goal, **by).reached_on == own
    item = learning.add(pair, title="Talk like TED", form_key=uuid.uuid4(), **by)
    with pytest.raises(Refused, match="Choose today or a day before it"):
        learning.finish(item, on=own + DAY, **by)
    assert learning.finish(item, on=own, **by).done_on == own
    step = factories.StepFactory(program=cast.program, kind="own", every_days=None)
    touchpoint = factories.TouchpointFactory(pairing=pair, step=step, due_on=MONDAY)
    touchpoints.mark_done(touchpoint, **by)
    assert Touchpoint.objects.get().done_on == own


@everywhere
def test_a_goal_s_day_is_still_to_come_by_one_s_own_clock(cast, sign_in, zone, now, own):
    pair = live(cast, person=zone)
    with time_machine.travel(now, tick=False):
        address = reverse("goal_new", args=[pair.pk])
        words = {"title": "A demo", "area": "other", "form_key": str(uuid.uuid4())}
        late = sign_in(cast.mentee).post(address, {**words, "due_on": (own - DAY).isoformat()})
        assert late.context["form"].errors["due_on"] == ["Choose a day that is still to come."]
        today = sign_in(cast.mentee).post(address, {**words, "due_on": own.isoformat()})
        assert today.status_code == 302 or "due_on" not in today.context["form"].errors


@everywhere
def test_a_milestone_is_due_today_on_one_s_own_day(cast, zone, now, own):
    pair = live(cast, person=zone)
    milestone = factories.MilestoneFactory(goal=factories.GoalFactory(pairing=pair, state="agreed"), due_on=own)
    assert goal_steps._milestone_due(milestone, cast.mentee.today(now)).headline.endswith("is due today")
    assert goal_steps._first_due(milestone.goal, own) == milestone


def said_of(due):
    return "today" * due.is_today + "late" * due.is_late


@everywhere
def test_a_promise_is_made_late_and_kept_by_its_owner_s_day(cast, sign_in, zone, now, own):
    pair = live(cast, person=zone, partner=zone)
    wish = {"by": cast.mentee, "now": now}
    with pytest.raises(Refused, match="Choose today or a day to come"):
        promises.make(pair, promises.Wish("mentee", "Watch", own - DAY), form_key=uuid.uuid4(), **wish)
    promise = promises.make(pair, promises.Wish("mentee", "Watch", own), form_key=uuid.uuid4(), **wish)
    for viewer in (cast.mentee, cast.mentor):
        [due] = promise_queries.first_due(pair, viewer, now=now)
        assert said_of(due) == "today"
        [due] = promise_queries.first_due(pair, viewer, now=now + DAY)
        assert said_of(due) == "late"
    assert [promise_queries.kept(pair, now=at).overdue for at in (now, now + DAY)] == [0, 1]
    with time_machine.travel(now, tick=False):
        page = sign_in(cast.mentee).get(reverse("promises", args=[pair.pk]))
        assert page.context["form"].fields["due_on"].widget.attrs["min"] == own.isoformat()
        shows(page, ", today")
    promises.keep(promise, **wish)
    assert Promise.objects.get().settled_on == own


def test_a_partner_far_ahead_does_not_call_a_promise_late_while_its_day_lasts(cast):
    pair = live(cast, person=LOS_ANGELES, partner=AUCKLAND)
    factories.PromiseFactory(pairing=pair, owner=pair.mentee, due_on=MONDAY)
    [due] = promise_queries.first_due(pair, cast.mentor, now=NOON)  # Tuesday for the mentor, Monday for the mentee
    assert said_of(due) == ""
    assert promise_queries.kept(pair, now=NOON).overdue == 0


@everywhere
def test_the_story_tells_what_one_did_on_the_day_one_did_it(cast, zone, now, own):
    pair = live(cast, person=zone)
    kudos.give(pair, text="Thank you for the demo.", by=cast.mentee, now=now, form_key=uuid.uuid4())
    for viewer in (cast.mentee, cast.mentor):
        [moment] = [one for one in story.moments(pair, viewer, now) if "thank you" in one.title]
        assert moment.on == own


@everywhere
def test_what_the_program_asks_is_due_on_its_day(cast, zone, now, own):
    pair = live(cast, person=zone)  # and it is Monday in Berlin
    words = Template("{{ day|from_today:program }}, {{ day|from_today }}")
    with time_machine.travel(now, tick=False), timezone.override(cast.mentee.zone):
        said = words.render(Context({"day": MONDAY, "program": pair.program}))
    assert said == f"today, { {SUNDAY: 'tomorrow', MONDAY: 'today', TUESDAY: 'yesterday'}[own] }"
    touchpoint = factories.TouchpointFactory(pairing=pair, step=factories.StepFactory(program=cast.program))
    name = "today" if own == MONDAY else dates.day(MONDAY)
    with pytest.raises(Refused) as refused:
        touchpoints.postpone(touchpoint, to=SUNDAY, by=cast.mentee, now=now)
    assert refused.value.sentence == f"Choose {name} or a day after it."
    with pytest.raises(Refused) as refused:
        pauses.pause(pair, returns_on=MONDAY, by=cast.mentee, now=now)
    assert refused.value.sentence == f"Choose a day after {name}."


@pytest.mark.parametrize("zone", ZONES)
def test_a_page_behind_a_link_has_the_clock_of_its_reader(cast, zone):
    pair = live(cast, person=zone)
    goal = factories.GoalFactory(pairing=pair, proposed_by=cast.mentor)
    seen = []

    def keep(sender, template, **more):
        seen.append(timezone.get_current_timezone_name())

    template_rendered.connect(keep)
    try:
        Client().get(reverse("goal_answer", args=[links.make("goal-agree", user=cast.mentee, object_id=goal.pk)]))
    finally:
        template_rendered.disconnect(keep)
    assert set(seen) == {zone}
    assert timezone.get_current_timezone_name() == settings.TIME_ZONE
