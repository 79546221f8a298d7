"""“Was it useful?”: asked of the other, answered by each for themselves, seen by nobody else."""

import re
import uuid
from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.notifications.answering import links
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.writing import composing
from mentoring.web.integrity import Refused
from pairings.life import actions as pairing
from pairings.logbook import actions as sessions
from pairings.meeting_answers import actions as meetings
from pairings.models import Pairing, Session, Usefulness
from pairings.usefulness import actions as usefulness
from programs.models import Program
from tests import factories
from tests.pages import shows
from tests.sentences import ANSWER_IS_SAVED, HAD_ANSWERED, TAKEN_BACK
from tests.telling import told_now

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def session(cast):
    pair = Pairing.objects.with_people().get(pk=cast.pairing.pk)
    day = cast.program.today(NOW)
    return sessions.log(pair, held_on=day, minutes=50, by=cast.mentor, now=NOW, form_key=uuid.uuid4())


def url(user, session, query=""):
    return reverse("useful_answer", args=[links.make("useful", user=user, object_id=session.pk)]) + query


def answers():
    return list(Usefulness.objects.order_by("pk").values_list("author__email", "answer"))


def test_the_one_who_did_not_log_it_is_asked_once(cast, session):
    sessions.edit(session, held_on=session.held_on, minutes=55, shared_notes="", by=cast.mentor, now=NOW)
    rows = Notification.objects.filter(kind="session_logged")
    assert [one.recipient for one in rows] == [cast.mentee]


def test_the_mail_asks_with_a_link_for_each_answer(cast, session):
    [row] = Notification.objects.filter(kind="session_logged")
    letter = told_now([row], NOW)[row.pk]
    assert [label for label, _ in letter.actions] == ["Yes", "Partly", "No"]
    assert [one["url"].rpartition("?a=")[2] for one in letter.context["answers"]] == ["yes", "partly", "no"]
    usefulness.answer(session, answer="yes", by=cast.mentee, now=NOW)
    assert told_now([row], NOW)[row.pk].reason == HAD_ANSWERED


def test_no_log_tells_a_partner_who_coordinates_that_the_question_came_too_late(cast, session, sign_in):
    factories.MembershipFactory(user=cast.mentor, program=cast.program, role="coordinator")
    usefulness.answer(session, answer="no", by=cast.mentee, now=NOW)
    [late] = Notification.objects.filter(kind="session_logged")
    composing.compose(late.due_at)
    late.refresh_from_db()
    assert (late.state, late.reason) == ("suppressed", HAD_ANSWERED)
    for where in (
        reverse("person", args=[cast.program.pk, cast.mentee_in.pk]),
        reverse("program_mails", args=[cast.program.pk]),
    ):
        assert HAD_ANSWERED not in sign_in(cast.mentor).get(where).content.decode()


def test_the_question_waits_for_the_end_of_the_programs_quiet_hours(cast):
    """It doesn't belong to the program, so nothing else would look them up."""
    Program.objects.update(quiet_from=time(14), quiet_until=time(10), quiet_weekends=False)
    zone = cast.mentee.zone
    now = datetime(2026, 3, 4, 14, 30, tzinfo=zone)
    Pairing.objects.update(started_on=now.date())
    pair = Pairing.objects.with_people().get(pk=cast.pairing.pk)
    sessions.log(pair, held_on=now.date(), minutes=50, by=cast.mentor, now=now, form_key=uuid.uuid4())
    [row] = Notification.objects.filter(kind="session_logged")
    assert row.due_at == datetime(2026, 3, 5, 10, tzinfo=zone)


@pytest.mark.parametrize("query", ["", "?a=yes", "?a=nonsense"])
def test_looking_writes_nothing(cast, session, query):
    browser = Client()
    assert browser.get(url(cast.mentee, session, query)).status_code == 200
    assert browser.head(url(cast.mentee, session, query)).status_code == 200
    assert answers() == []
    assert "_auth_user_id" not in browser.session


def test_each_answers_for_themselves_and_may_change_it(cast, session, sign_in):
    entries = Entry.objects.count()
    for answer in ("yes", "partly"):
        assert Client().post(url(cast.mentee, session), {"answer": answer}).status_code == 302
    done = sign_in(cast.mentor).post(reverse("useful", args=[session.pk]), {"answer": "no"})
    assert done["Location"] == reverse("session", args=[session.pk])
    assert answers() == [("mentee@example.org", "partly"), ("mentor@example.org", "no")]
    assert Entry.objects.count() == entries  # not even an activity entry


def test_the_partner_sees_nothing_of_it(cast, session, sign_in):
    before = sign_in(cast.mentor).get(reverse("session", args=[session.pk])).content.decode().split("<main")[1]
    usefulness.answer(session, answer="partly", by=cast.mentee, now=NOW)
    after = sign_in(cast.mentor).get(reverse("session", args=[session.pk])).content.decode().split("<main")[1]
    mine = sign_in(cast.mentee).get(reverse("session", args=[session.pk])).content.decode()
    assert _without_tokens(before) == _without_tokens(after)
    assert "You found it partly useful." in mine


def test_the_link_alone_does_not_show_what_was_answered(cast, session):
    """The mail may have been forwarded, to the partner too."""
    usefulness.answer(session, answer="partly", by=cast.mentee, now=NOW)
    shows(Client().get(url(cast.mentee, session)), ANSWER_IS_SAVED, "Change your answer", hides=["artly"])
    page = Client().get(url(cast.mentee, session) + "?again")
    assert page.context["form"].initial == {"answer": None}
    shows(page, "Was it useful?", hides=["checked"])


def test_a_wrong_answer_and_a_wrong_person_are_refused(cast, session):
    page = Client().post(url(cast.mentee, session), {"answer": "maybe"})
    assert (page.status_code, page.context["form"].errors) == (422, {"answer": ["Choose yes, partly or no."]})
    assert Client().post(url(cast.mentee, session), {}).context["form"].errors == {
        "answer": ["Choose yes, partly or no."]
    }
    assert Client().get(url(cast.outsider, session)).status_code == 404
    with pytest.raises(Refused, match="for the two who met"):
        usefulness.answer(session, answer="yes", by=cast.coordinator, now=NOW)


def test_after_the_end_it_can_be_read_not_changed(cast, session, sign_in):
    usefulness.answer(session, answer="partly", by=cast.mentee, now=NOW)
    pairing.end(cast.pairing, ending="early", by=cast.coordinator, now=NOW)
    own = sign_in(cast.mentee).get(reverse("useful", args=[session.pk]))
    assert "You said: partly." in own.content.decode()
    assert Client().post(url(cast.mentee, session), {"answer": "yes"}).status_code == 422
    assert answers() == [("mentee@example.org", "partly")]


def test_a_session_that_was_taken_back_is_not_asked_about(cast):
    step = factories.StepFactory(program=cast.program)
    today = cast.program.today(NOW)
    due = factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=today - timedelta(days=1))
    meetings.we_met(due, held_on=today, minutes=60, by=cast.mentor, now=NOW)
    [row] = Notification.objects.filter(kind="session_logged")
    meetings.we_did_not(due, to=today + timedelta(days=3), by=cast.mentor, now=NOW)
    assert Session.objects.count() == 0
    assert told_now([row], NOW)[row.pk].reason == TAKEN_BACK


def _without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
