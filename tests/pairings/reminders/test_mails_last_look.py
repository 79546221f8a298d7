"""The last look before a mail about a pair goes out: what is no longer to be said isn't, and the mail log says why."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Notification
from pairings.agreement import actions as agreements
from pairings.concerns import actions as concerns
from pairings.endings import actions as endings
from pairings.fit_checks import actions as fit_checks
from pairings.logbook import actions as sessions
from pairings.models import Pairing, PlannedSession
from pairings.times.actions import planning as planned_sessions
from pairings.times.actions import proposing as time_proposals
from programs.models import Membership
from tests.sentences import HAD_ENDED, HAS_LEFT, NOT_IN_PAIR, NOT_THEIRS, TAKEN_BACK

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(minute=0, second=0, microsecond=0)
DAY = timedelta(days=1)
SOON = NOW + 8 * DAY


@pytest.fixture
def pair(cast):
    return Pairing.objects.with_people().get(pk=cast.pairing.pk)


@pytest.fixture
def planned(cast, pair):
    return planned_sessions.book(pair, starts_at=SOON, minutes=60, by=cast.mentor, now=NOW)


@pytest.fixture
def proposal(cast, pair):
    return time_proposals.propose(
        pair, starts=[SOON, SOON + DAY], minutes=60, by=cast.mentor, now=NOW, form_key=uuid.uuid4()
    )


@pytest.fixture
def session(cast):
    today = cast.program.today(NOW)
    return sessions.log(cast.pairing, held_on=today, minutes=60, by=cast.mentor, now=NOW, form_key=uuid.uuid4())


def outcome(kind, now=NOW):
    """The reasons why none goes out; “letter” where one does."""
    rows = list(Notification.objects.filter(kind=kind).order_by("pk").select_related("recipient"))
    prepared = kinds.get(kind).prepare(rows, now)
    return [getattr(prepared[row.pk], "reason", "letter") for row in rows]


def end(pair):
    Pairing.objects.filter(pk=pair.pk).update(
        state="ended", ended_on=pair.started_on, ending="early", paused_on=None, returns_on=None
    )


def leave(member):
    Membership.objects.filter(pk=member.pk).update(state="left")


def readdress(kind, user):
    """As after a mistake of ours: somebody else stands there."""
    Notification.objects.filter(kind=kind).update(recipient=user)


def test_a_planned_session(cast, pair, planned):
    assert outcome("session_invited") == ["letter"]
    assert outcome("session_invited", now=SOON) == ["The time of the session had come before this went out."]
    leave(cast.mentee_in)
    assert outcome("session_invited") == [HAS_LEFT]
    end(pair)
    assert outcome("session_invited") == [HAD_ENDED]
    PlannedSession.objects.filter(pk=planned.pk).update(sequence=5)
    assert outcome("session_invited") == ["The session was changed again before this went out."]


def test_a_cancelled_session_is_told_also_after_the_end(cast, pair, planned):
    planned_sessions.cancel(planned, by=cast.mentor, now=NOW)
    end(pair)
    assert outcome("session_cancelled") == ["letter"]


def test_proposed_times(cast, pair, proposal):
    assert outcome("time_proposed") == ["letter"]
    assert outcome("time_proposed", now=SOON + 2 * DAY) == ["All of the times had passed before this went out."]
    leave(cast.mentee_in)
    assert outcome("time_proposed") == [HAS_LEFT]
    end(pair)
    assert outcome("time_proposed") == [HAD_ENDED]


def test_times_of_which_none_fits(cast, proposal):
    time_proposals.none_fits(proposal, by=cast.mentee, now=NOW)
    assert outcome("time_declined") == ["letter"]
    time_proposals.pick(proposal, time=proposal.times.first().pk, by=cast.mentee, now=NOW)
    assert outcome("time_declined") == ["They answered differently before this went out."]


def test_a_logged_session(cast, pair, session):
    assert outcome("session_logged") == ["letter"]
    leave(cast.mentee_in)
    assert outcome("session_logged") == [HAS_LEFT]
    end(pair)
    assert outcome("session_logged") == [HAD_ENDED]
    session.delete()
    assert outcome("session_logged") == [TAKEN_BACK]


def test_a_beginning(cast):
    agreements.begin(cast.pairing, by=cast.mentor, now=NOW)
    agreements.change(cast.pairing, text="Words.", seen=1, by=cast.mentor, now=NOW)
    agreements.sign(cast.pairing, number=2, by=cast.mentor, now=NOW)
    assert outcome("agreement_signed") == ["letter"]
    agreements.change(cast.pairing, text="Other words.", seen=2, by=cast.mentee, now=NOW)
    assert outcome("agreement_signed") == ["The text was changed again; that is told instead."]
    readdress("agreement_signed", cast.outsider)
    assert outcome("agreement_signed") == [NOT_IN_PAIR]


def test_a_fit_check_while_the_pair_is_away(cast, pair):
    fit_checks.answer(cast.pairing, answer="deciding", words="", by=cast.mentor, now=NOW)
    assert outcome("fit_check_due") == ["letter"]
    Pairing.objects.filter(pk=pair.pk).update(
        state="paused", paused_on=cast.program.today(NOW), returns_on=cast.program.today(NOW) + 9 * DAY
    )
    assert outcome("fit_check_due") == ["The pair took a pause, or the program didn't run, when this was to go out."]


def test_a_concern_told_to_somebody_else(cast):
    concern = concerns.raise_concern(
        cast.pairing, text="X", shown={cast.coordinator.pk}, by=cast.mentee, now=NOW, form_key=uuid.uuid4()
    )
    concerns.close(concern, note="Let us talk.", by=cast.coordinator, now=NOW)
    assert outcome("concern_answered") == ["letter"]
    readdress("concern_answered", cast.mentor)
    assert outcome("concern_answered") == [NOT_THEIRS]


def test_an_ending(cast, pair):
    endings.propose(pair, by=cast.mentee, now=NOW)
    assert outcome("ending_proposed") == ["letter"]
    readdress("ending_proposed", cast.outsider)
    assert outcome("ending_proposed") == [NOT_IN_PAIR]


def test_a_wish_that_is_gone(cast, pair):
    endings.part(pair, words="x", by=cast.mentee, now=NOW)
    endings.wish(pair, wish="talk", words="y", by=cast.mentor, now=NOW)
    assert outcome("ending_wish") == ["letter"]
    pair.ending_wishes.all().delete()
    assert outcome("ending_wish") == ["It is gone."]
