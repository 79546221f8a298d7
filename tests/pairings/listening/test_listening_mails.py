"""“What I heard” waits for an answer: who is told when, what the mail holds back, and the answer without signing in."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentoring.notifications.answering import links
from mentoring.notifications.mail_log import showing
from mentoring.notifications.planning import letters
from mentoring.notifications.planning.models import Notification
from pairings.life import actions as pairing_actions
from pairings.listening import actions as listening
from pairings.logbook import actions as sessions
from pairings.models import HeardAnswer
from tests.pages import hides, shows
from tests.sentences import ANSWER_IS_SAVED, HAD_ANSWERED, HAD_ENDED, HAS_LEFT, TAKEN_BACK
from tests.telling import told_now

pytestmark = pytest.mark.django_db
HEARD = "You want to speak more\nin meetings."


def log(cast, heard=HEARD, by=None):
    words = {"held_on": cast.program.today(timezone.now()), "minutes": 60, "what_i_heard": heard}
    return sessions.log(cast.pairing, by=by or cast.mentor, now=timezone.now(), form_key=uuid.uuid4(), **words)


def rewrite(cast, session, heard):
    words = {"held_on": session.held_on, "minutes": 60, "shared_notes": "", "what_i_heard": heard}
    sessions.edit(session, by=cast.mentor, now=timezone.now(), **words)


def waiting():
    return list(Notification.objects.filter(kind="heard_waits").select_related("recipient").order_by("pk"))


def verdicts():
    """What each planned notice would become now: told, or why not."""
    answers = told_now(waiting())
    return [getattr(answers[row.pk], "reason", "told") for row in waiting()]


def test_the_mentee_is_told_after_a_while_that_words_wait(cast):
    before = timezone.now()
    session = log(cast)
    (row,) = waiting()
    assert (row.recipient, row.about) == (cast.mentee, f"heard:{session.pk}")
    assert timedelta(minutes=30) <= row.due_at - before < timedelta(minutes=31)
    assert HEARD not in str(row.payload)


def test_without_words_nobody_is_told(cast):
    log(cast, heard="")
    session = log(cast, heard="", by=cast.mentee)
    rewrite(cast, session, "  ")
    assert waiting() == []


def test_words_that_come_later_or_change_are_told_once_each(cast):
    session = log(cast, heard="", by=cast.mentee)
    for heard in ("First", "First", "Second\r\nline", "Second\nline"):
        rewrite(cast, session, heard)
    changed = "The mentor has changed these words; the newer ones are told instead."
    assert verdicts() == [changed, "told"]


def test_who_has_answered_is_told_only_of_newer_words(cast):
    session = log(cast)
    words = {"answer": "nearly", "meant": "", "heard": HEARD}
    listening.answer(session, by=cast.mentee, now=timezone.now(), **words)
    assert verdicts() == [HAD_ANSWERED]
    rewrite(cast, session, "Something else")
    answers = told_now(waiting())
    assert answers[waiting()[1].pk].context["is_again"] is True


def test_the_notice_is_looked_at_again_when_it_goes_out(cast):
    reasons, session = [], log(cast)
    cast.mentee_in.state = "left"
    cast.mentee_in.save()
    reasons += verdicts()
    pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())
    reasons += verdicts()
    session.delete()
    assert reasons + verdicts() == [
        HAS_LEFT,
        HAD_ENDED,
        TAKEN_BACK,
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_preparing_the_notices_costs_the_same_however_many(cast, number, django_assert_num_queries):
    for n in range(number):
        log(cast, heard=f"Words {n}")
    rows = waiting()
    with django_assert_num_queries(1):
        assert len(told_now(rows)) == number


def mailed(cast, session):
    (answer,) = told_now(waiting()).values()
    person = {"recipient": cast.mentee, "preferences_url": "https://x/p", "unsubscribe_url": "https://x/u"}
    return answer, letters.render("heard_waits", {**answer.context, **person})


def test_the_mail_quotes_nothing_and_its_link_is_cut_off_for_coordinators(cast):
    answer, mail = mailed(cast, log(cast, heard="SECRET-OF-TWO"))
    assert "SECRET" not in str(answer) + mail.subject + mail.text + mail.html
    assert [label for label, _ in answer.actions] == ["Yes", "Nearly", "No, I meant something else"]
    urls = [url for _, url in answer.actions]
    shows(mail.text, *urls)
    shown = showing.without_keys(mail.text)
    hides(shown, *urls)


def test_the_mentee_answers_from_the_mail_without_signing_in(cast, client):
    session = log(cast)
    url = mailed(cast, session)[0].actions[1][1].removeprefix("https://testserver").removeprefix("http://testserver")
    url = url[url.index("/heard/") :]
    shown = client.get(url).content.decode()
    assert re.search(r'value="nearly"[^>]* checked', shown)
    shows(shown, "You want to speak more")
    assert HeardAnswer.objects.count() == 0  # opening the page answers nothing
    sent = {"answer": "nearly", "meant": "In large ones", "heard": HEARD}
    reply = client.post(url, sent)
    assert (reply.status_code, HeardAnswer.objects.get().meant) == (302, "In large ones")
    assert ANSWER_IS_SAVED in client.get(reply.url).content.decode()
    rewrite(cast, session, "Other words")
    reply = client.post(url, sent)
    assert reply.status_code == 422
    shows(reply, "has changed these words meanwhile")
    assert client.post(url, {**sent, "heard": "Other words"}).status_code == 302


def test_the_link_is_for_the_mentee_while_they_take_part(cast, client):
    session = log(cast)
    of_mentor, of_mentee = (
        reverse("heard_answer", args=[links.make("heard", user=user, object_id=session.pk)])
        for user in (cast.mentor, cast.mentee)
    )
    assert [client.get(of_mentor).status_code, client.get(of_mentee[:-3] + "/").status_code] == [403, 404]
    pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())
    shows(client.get(of_mentee), "You two are no longer a pair in this program.", hides=[HEARD])
    sent = {"answer": "yes", "heard": HEARD}
    assert (client.post(of_mentee, sent).status_code, HeardAnswer.objects.count()) == (422, 0)
    cast.mentee_in.state = "left"
    cast.mentee_in.save()
    assert client.get(of_mentee).status_code == 404
