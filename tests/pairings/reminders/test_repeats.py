"""“Needs a hand”: once per reason, again only when it got worse or the ladder goes on, and one mail for one moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mentoring.notifications.planning import letters
from mentoring.notifications.planning.kinds import Suppressed
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.writing import composing
from pairings.models import Touchpoint
from pairings.reminders import planner, repeats
from pairings.touchpoints import actions as touchpoints
from tests import factories
from tests.pages import shows
from tests.telling import paced, told_now

START = date(2026, 9, 1)
pytestmark = pytest.mark.django_db


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture
def silent(cast, monkeypatch):
    """A pair of which nobody says anything, in a program that is never quiet."""
    paced(monkeypatch)
    Touchpoint.objects.all().delete()
    cast.program.starts_on, cast.program.ends_on = START, date(2027, 8, 31)
    cast.program.save()
    cast.pairing.started_on, cast.pairing.ends_on = START, date(2027, 8, 31)
    cast.pairing.save()
    return cast.pairing


def step(pair, title, *, rungs=(14,), every=None, due=START):
    step = factories.StepFactory(
        program=pair.program, title=title, every_days=every, kind="session" if every else "own"
    )
    for days in rungs:
        factories.RungFactory(step=step, offset_days=days, audience="coordinator")
    return factories.TouchpointFactory(pairing=pair, step=step, due_on=due)


def live(first: date, last: date) -> None:
    day = first
    while day <= last:
        for job in (planner.roll, planner.plan, composing.compose):
            job(at(day))
        day += timedelta(days=2)


def told(kind="pair_late") -> list[tuple[int, str]]:
    """When, in days from the start, and its subject."""
    found = Mail.objects.filter(kind=kind).order_by("created_at", "pk")
    return [((mail.created_at.date() - START).days, mail.subject) for mail in found]


def test_a_pair_that_stays_silent_is_told_when_it_got_worse_and_not_with_every_session(silent):
    step(silent, "Session", every=14)
    live(START, START + timedelta(days=98))
    assert [day for day, _ in told()] == [14, 42, 98]  # and not on day 70
    assert Touchpoint.objects.filter(state="missed").count() == 3
    assert {row.reason for row in Notification.objects.filter(kind="pair_late", state="suppressed")} == {repeats.KNOWN}


def test_after_they_have_met_it_is_a_new_reason(silent):
    session = step(silent, "Session", every=14)
    live(START, START + timedelta(days=14))
    assert [day for day, _ in told()] == [14]
    met = START + timedelta(days=16)
    touchpoints.complete(
        Touchpoint.objects.get(step=session.step, state="open"), happened_on=met, by=silent.mentor.user, now=at(met)
    )
    live(met, met + timedelta(days=29))
    assert [day for day, _ in told()] == [14, 16 + 14 + 14]


def test_the_next_rung_of_the_ladder_tells_it_again(silent):
    step(silent, "Training", rungs=(10, 12))
    live(START, START + timedelta(days=20))
    assert [day for day, _ in told()] == [10, 12]


def test_two_steps_that_are_late_at_one_moment_are_one_mail_that_names_both(silent):
    step(silent, "Check-in"), step(silent, "Training"), step(silent, "Much later", due=START + timedelta(days=9))
    live(START, START + timedelta(days=16))
    assert [day for day, _ in told()] == [14]
    mail = Mail.objects.get(kind="pair_late")
    for text in (mail.text, mail.html):
        shows(text, "“Check-in”", "“Training”", "Late as well:", hides=["Much later"])
    assert [row.reason for row in Notification.objects.filter(state="suppressed")] == [repeats.TOGETHER]


def test_another_step_that_gets_late_later_is_another_reason(silent):
    step(silent, "Check-in"), step(silent, "Training", due=START + timedelta(days=4))
    live(START, START + timedelta(days=24))
    assert [day for day, _ in told()] == [14, 18]


def test_seven_times_in_six_weeks_is_no_more(silent):
    """What a coordinator met: sessions, a check-in and a step, all late, all through six weeks."""
    step(silent, "Session", every=7, rungs=(7,)), step(silent, "Check-in", every=14, rungs=(10,))
    step(silent, "Training", rungs=(14,))
    live(START, START + timedelta(days=42))
    days = [day for day, _ in told()]
    assert len(days) == len(set(days))
    assert len(days) <= 5


def test_a_mail_to_a_coordinator_sends_nobody_to_the_coordinator(silent):
    step(silent, "Training")
    live(START, START + timedelta(days=14))
    mail = Mail.objects.get(kind="pair_late")
    assert "Ask your coordinator" not in mail.html
    assert "Ask your coordinator" in letters.render("pairing_started", {"recipient": silent.mentor.user}).html


def test_what_coordinators_were_told_stays_true_whatever_they_are_told_after_it(silent):
    step(silent, "Check-in"), step(silent, "Training", due=START + timedelta(days=4))
    live(START, START + timedelta(days=24))
    first, *_ = Notification.objects.filter(kind="pair_late", state="delivered").select_related("recipient")
    assert not isinstance(told_now([first], at(START + timedelta(days=18)))[first.pk], Suppressed)


def test_a_reason_they_know_of_hides_no_new_one(silent):
    """Both fall late at one moment: the step they know of is the later one in the list, and says nothing."""
    training = step(silent, "Training", due=START + timedelta(days=56))
    session = step(silent, "Session", every=14)
    live(START, START + timedelta(days=70))
    assert training.pk < session.pk
    assert [day for day, _ in told()] == [14, 42, 70]
    assert "“Training”" in Mail.objects.filter(kind="pair_late").latest("created_at").text
