"""“Did you two meet?”, answered from a mail without signing in: GET shows, POST does, and it can be changed."""

import threading
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.notifications.answering import links
from mentoring.web import dates, refusals
from mentoring.web.integrity import Refused
from pairings.life import actions as pairing
from pairings.listening import actions as listening
from pairings.logbook import actions as sessions
from pairings.meeting_answers import actions as meetings
from pairings.models import MeetingAnswer, PrivateNote, Session, Touchpoint
from pairings.touchpoints import actions as touchpoints
from programs.journey.models import Step
from tests import factories
from tests.pages import shows
from tests.races import loses
from tests.sentences import ANSWER_IS_SAVED, DAY_MISSING, DEAD_LINK, LENGTH, too_long

NOW = timezone.now()


@pytest.fixture
def late(cast):
    """A session of the cast's pair, due three days ago, every 14 days."""
    step = factories.StepFactory(program=cast.program)
    return factories.TouchpointFactory(
        pairing=cast.pairing, step=step, due_on=cast.program.today(NOW) - timedelta(days=3)
    )


def link(user, touchpoint, action="meeting"):
    name = "answer" if action == "meeting" else "check_in_answer"
    return reverse(name, args=[links.make(action, user=user, object_id=touchpoint.pk)])


def yes(day, minutes=45):
    return {"met": "yes", "held_on": day, "minutes": minutes}


def no(day, reason=""):
    return {"met": "no", "to": day, "reason": reason}


@pytest.fixture
def today(cast):
    return cast.program.today(NOW)


def test_looking_writes_nothing_and_signs_nobody_in(cast, late):
    browser = Client()
    for query in ("", "?met=yes", "?met=no", "?met=nonsense"):
        page = browser.get(link(cast.mentor, late) + query)
        assert page.status_code == 200
        assert browser.head(link(cast.mentor, late) + query).status_code == 200
    assert "Did you and Sam meet?" in page.content.decode()
    assert (MeetingAnswer.objects.count(), Session.objects.count(), Entry.objects.count()) == (0, 0, 0)
    assert "_auth_user_id" not in browser.session
    assert browser.get(reverse("pair", args=[cast.pairing.pk])).status_code == 302


def test_we_met_logs_the_session_and_plans_the_next(cast, late, today):
    browser, url = Client(), link(cast.mentor, late)
    answer = browser.post(url, yes(today - timedelta(days=1)))
    assert (answer.status_code, answer["Location"]) == (302, url)
    session = Session.objects.get()
    seen = (session.held_on, session.minutes, session.logged_by, session.touchpoint)
    assert seen == (today - timedelta(days=1), 45, cast.mentor, late)
    following = cast.pairing.touchpoints.open().get()
    assert (following.occurrence, following.due_on) == (2, today + timedelta(days=13))
    assert ANSWER_IS_SAVED in browser.get(url).content.decode()
    assert "_auth_user_id" not in browser.session


def test_the_same_answer_twice_logs_one_session(cast, late, today):
    for _ in range(3):
        assert Client().post(link(cast.mentor, late), yes(today)).status_code == 302
    assert (Session.objects.count(), MeetingAnswer.objects.count()) == (1, 1)
    assert Entry.objects.filter(verb="session.logged").count() == 1


def test_another_day_corrects_the_session_and_moves_the_next(cast, late, today):
    Client().post(link(cast.mentor, late), yes(today))
    Client().post(link(cast.mentor, late), yes(today - timedelta(days=2), minutes=30))
    session = Session.objects.get()
    assert (session.held_on, session.minutes) == (today - timedelta(days=2), 30)
    late.refresh_from_db()
    assert late.done_on == today - timedelta(days=2)
    assert cast.pairing.touchpoints.open().get().due_on == today + timedelta(days=12)


def test_we_did_not_moves_the_day(cast, late, today):
    Client().post(link(cast.mentee, late), no(today + timedelta(days=4), "I was ill."))
    late.refresh_from_db()
    assert (late.state, late.due_on) == ("open", today + timedelta(days=4))
    said = MeetingAnswer.objects.get()
    assert (said.met, said.on, said.reason, said.member) == (False, late.due_on, "I was ill.", cast.mentee_in)


def test_met_after_all_and_back_again(cast, late, today):
    url, later = link(cast.mentor, late), today + timedelta(days=4)
    Client().post(url, no(later))
    Client().post(url, yes(today))
    assert [(one.state, one.occurrence) for one in cast.pairing.touchpoints.all()] == [("done", 1), ("open", 2)]
    Client().post(url, no(later))
    assert [(one.state, one.due_on) for one in cast.pairing.touchpoints.all()] == [("open", later)]
    assert Session.objects.count() == 0
    Client().post(url, yes(today))
    assert Session.objects.count() == 1


def test_a_session_with_words_is_not_taken_back_by_an_answer(cast, late, today):
    Client().post(link(cast.mentor, late), yes(today))
    session = Session.objects.get()
    sessions.write_note(session, text="Remember the demo.", by=cast.mentee, now=NOW)
    page = Client().post(link(cast.mentor, late), no(today + timedelta(days=4)))
    assert (page.status_code, page.context["not_met"].errors) == (422, {"__all__": [meetings.STAYS]})
    assert (Session.objects.count(), PrivateNote.objects.count()) == (1, 1)


def test_the_partner_is_told_kindly_that_it_is_done(cast, late, today):
    Client().post(link(cast.mentor, late), yes(today))
    page = Client().get(link(cast.mentee, late))
    shows(page, "This session is logged already. One answer is enough for both of you.", hides=["met-form", "Miriam"])
    for answer in (yes(today), no(today + timedelta(days=3))):
        page = Client().post(link(cast.mentee, late), answer)
        assert page.status_code == 422
        assert page.context["form"].errors == {"__all__": ["Miriam has already logged this session. All done."]}
    assert Session.objects.count() == 1


def test_the_partner_is_asked_about_the_day_it_was_moved_to_and_reads_no_answer(cast, late, today):
    Client().post(link(cast.mentor, late), no(today + timedelta(days=4), "Ill again"))
    page = Client().get(link(cast.mentee, late))
    planned = f"It was planned for {dates.day(today + timedelta(days=4))}."
    shows(page, planned, hides=["Miriam said", "Ill again"])
    assert page.context["question"].is_open is True


@pytest.mark.parametrize(
    ("answer", "errors"),
    [
        (
            {"met": "yes"},
            {"held_on": [DAY_MISSING], "minutes": ["Enter how long you met, in minutes."]},
        ),
        (
            {"met": "yes", "held_on": "soon", "minutes": "4"},
            {"held_on": ["Enter the day as a date."], "minutes": [LENGTH]},
        ),
        ({"met": "no"}, {"to": ["Enter the day you want to meet instead."]}),
        ({"met": "no", "to": "2020-01-01"}, {"to": ["Choose today or a day after it."]}),
        (
            {"met": "yes", "held_on": "2099-01-01", "minutes": "60"},
            {"held_on": ["This day is still to come. Log the session once you have met."]},
        ),
    ],
)
def test_a_wrong_answer_is_explained_and_nothing_is_written(cast, late, answer, errors):
    page = Client().post(link(cast.mentor, late), answer)
    assert (page.status_code, page.context["form"].errors) == (422, errors)
    assert (Session.objects.count(), MeetingAnswer.objects.count()) == (0, 0)


def test_a_reason_that_is_too_long_is_kept_and_explained(cast, late, today):
    page = Client().post(link(cast.mentor, late), no(today + timedelta(days=3), "x" * 100_000))
    assert page.status_code == 422
    shows(page, "x" * 100_000)
    assert too_long(300) in page.context["form"].errors["reason"][0]


def test_a_forwarded_link_shows_little(cast, late, today):
    """What was planned and what its owner answered; no full name, no address, no reason, no way to anything else."""
    Client().post(link(cast.mentor, late), no(today + timedelta(days=3), "SECRET-REASON"))
    for person in (cast.mentor, cast.mentee):
        page = Client().get(link(person, late), headers={"Sec-Purpose": "prefetch"}).content.decode()
        for words in ("SECRET-REASON", "Okafor", "Lee", cast.mentor.email, cast.mentee.email):
            assert words not in page
    Client().post(link(cast.mentor, late), no(today + timedelta(days=5)))
    assert [(one.on, one.reason) for one in MeetingAnswer.objects.all()] == [
        (today + timedelta(days=5), "SECRET-REASON")
    ]


def test_an_old_link_says_what_to_do(cast, late, monkeypatch):
    url = link(cast.mentor, late)
    later = signing.time.time() + timedelta(days=14, seconds=60).total_seconds()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    for answer in (Client().get(url), Client().post(url, yes(factories.today()))):
        assert answer.status_code == 410
        assert "This link has run out" in answer.content.decode()
    assert Session.objects.count() == 0


def test_a_cut_or_foreign_link_says_what_to_do(cast, late):
    url = link(cast.mentor, late)
    check_in = link(cast.mentor, late, action="check-in").replace("check-ins/answer", "answer")
    for broken in (url[:-5] + "/", check_in):
        page = Client().get(broken)
        assert page.status_code == 404
        assert DEAD_LINK in page.content.decode()


def test_a_link_of_somebody_who_has_left_is_gone(cast, late):
    url = link(cast.mentor, late)
    cast.mentor_in.state = "left"
    cast.mentor_in.save()
    assert Client().get(url).status_code == 404
    assert Client().get(link(cast.outsider, late)).status_code == 404


def test_nothing_is_asked_any_more_once_the_pair_has_ended(cast, late, today):
    pairing.end(cast.pairing, ending="early", by=cast.coordinator, now=NOW)
    page = Client().get(link(cast.mentor, late))
    assert "Nothing to answer any more" in page.content.decode()
    assert Client().post(link(cast.mentor, late), yes(today)).status_code == 422
    assert Session.objects.count() == 0


def test_a_session_given_up_can_still_be_logged_but_not_moved(cast, late, today):
    Touchpoint.objects.filter(pk=late.pk).update(state="missed")
    page = Client().get(link(cast.mentor, late))
    assert page.context["question"].is_open
    assert not page.context["question"].may_move
    with pytest.raises(Refused, match="no longer open"):
        meetings.we_did_not(late, to=today + timedelta(days=4), by=cast.mentor, now=NOW)
    Client().post(link(cast.mentor, late), yes(today - timedelta(days=3)))
    assert Session.objects.get().touchpoint is None


def test_the_answer_of_a_stranger_is_refused_by_the_action_too(cast, late, today):
    with pytest.raises(Refused, match="for somebody else"):
        meetings.we_met(late, held_on=today, minutes=60, by=cast.outsider, now=NOW)


def test_the_htmx_answer_is_the_fragment(cast, late):
    page = Client().post(link(cast.mentor, late), {"met": "no"}, headers={"HX-Request": "true"})
    assert page.status_code == 422
    assert page.content.decode().lstrip().startswith('<div class="stack" id="answer">')


def test_the_link_asks_for_a_token_against_forged_requests(cast, late, today):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(link(cast.mentor, late), yes(today)).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_words_written_while_an_answer_takes_the_session_back_are_kept(cast, late, today):
    session = meetings.we_met(late, held_on=today, minutes=60, by=cast.mentor, now=NOW)
    partners = Session.objects.with_people().get(pk=session.pk)
    outcomes = []

    def take_back():
        try:
            meetings.we_did_not(late, to=today + timedelta(days=4), by=cast.mentor, now=NOW)
            outcomes.append("taken back")
        except Refused as refused:
            outcomes.append(refused.sentence)
        finally:
            connection.close()

    thread = threading.Thread(target=take_back)
    with transaction.atomic():
        sessions.edit(partners, held_on=today, minutes=60, shared_notes="We rehearsed.", by=cast.mentee, now=NOW)
        thread.start()
        thread.join(timeout=1)
        assert outcomes == []
    thread.join(timeout=30)
    assert outcomes == [meetings.STAYS]
    assert Session.objects.get().log.shared_notes == "We rehearsed."


def test_words_for_a_session_that_was_taken_back_meanwhile_stay_on_the_page(cast, late, today):
    session = meetings.we_met(late, held_on=today, minutes=60, by=cast.mentor, now=NOW)
    partners = Session.objects.with_people().get(pk=session.pk)
    meetings.we_did_not(late, to=today + timedelta(days=4), by=cast.mentor, now=NOW)
    with pytest.raises(Refused, match="This session was taken back meanwhile"):
        sessions.edit(partners, held_on=today, minutes=60, shared_notes="We rehearsed.", by=cast.mentee, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_private_note_for_a_session_that_is_taken_back_meanwhile_stays_on_the_page(
    cast, late, today, sign_in, monkeypatch
):
    session = meetings.we_met(late, held_on=today, minutes=60, by=cast.mentor, now=NOW)
    write = sessions.write_note

    def taken_back_first(found, **note):
        meetings.we_did_not(late, to=today + timedelta(days=4), by=cast.mentor, now=NOW)
        return write(found, **note)

    monkeypatch.setattr(sessions, "write_note", taken_back_first)
    page = sign_in(cast.mentee).post(reverse("session_note", args=[session.pk]), {"text": "Only for me."})
    assert (page.status_code, page.context["form"]["text"].value()) == (422, "Only for me.")
    assert page.context["form"].non_field_errors() == [
        "This session was taken back meanwhile. Your text is still here: put it into a new session."
    ]
    assert PrivateNote.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["answer", "mark"])
def test_a_step_that_is_gone_when_its_answer_comes_is_explained(cast, late, today, act):
    """The next one was on the page while the partner took back the one before it."""
    meetings.we_met(late, held_on=today, minutes=45, by=cast.mentor, now=NOW)
    following = Touchpoint.objects.get(occurrence=2)
    if act == "mark":
        Step.objects.update(kind="own")
    following = Touchpoint.objects.select_related("step", "pairing__program").get(pk=following.pk)
    acts = {
        "answer": lambda: meetings.we_met(following, held_on=today, minutes=45, by=cast.mentee, now=NOW),
        "mark": lambda: touchpoints.mark_done(following, by=cast.mentee, now=NOW),
    }
    sentence = loses(lambda: touchpoints.undo(late, by=cast.mentor, now=NOW), acts[act])
    assert sentence == "This step isn’t planned any more, so there is nothing to answer."


@pytest.mark.django_db(transaction=True)
def test_an_answer_about_a_session_that_is_taken_back_meanwhile_is_refused(cast, late, today):
    session = meetings.we_met(late, held_on=today, minutes=45, by=cast.mentor, now=NOW)

    def feel():
        with refusals.kept() as done:
            listening.feel(session, rating=4, by=cast.mentee, now=NOW)
        return done.sentence

    assert loses(lambda: meetings.we_did_not(late, to=today, by=cast.mentor, now=NOW), feel) == (
        "Somebody has just changed or removed what this belongs to. Open the page again to see how it stands now."
    )
