"""Listening: what was heard, what was meant, who felt heard, and how much the mentor talked."""

import itertools
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mentoring.activity.models import Entry
from mentoring.web.integrity import Refused
from pairings.life import actions as pairing_actions
from pairings.listening import actions as listening
from pairings.listening import felt_heard, queries
from pairings.listening import next_steps as listening_steps
from pairings.listening.models import with_unanswered
from pairings.logbook import actions as sessions
from pairings.meeting_answers import actions as meetings
from pairings.models import AgendaItem, FeltHeard, HeardAnswer, Pairing, Promise, Session, SessionLog
from programs.models import Program
from tests import factories
from tests.next_steps import of_pairs
from tests.pages import hides, shows
from tests.sentences import ONE_OF_FIVE, PAIR_HAS_ENDED, too_long

pytestmark = pytest.mark.django_db
HEARD = "You want to speak more\nin meetings."


@pytest.fixture
def told(cast):
    """A session about which the mentor wrote down what they heard."""
    session = factories.SessionFactory(pairing=cast.pairing)
    factories.SessionLogFactory(session=session, what_i_heard=HEARD)
    return session


def answer(cast, session, **changes):
    words = {"answer": "nearly", "meant": "", "heard": HEARD, "by": cast.mentee, "now": timezone.now(), **changes}
    return listening.answer(session, **words)


def page(browser, name, pk):
    return browser.get(reverse(name, args=[pk])).content.decode()


def rate(cast, *ratings):
    for rating in ratings:
        session = factories.SessionFactory(pairing=cast.pairing)
        listening.feel(session, rating=rating, by=cast.mentee, now=timezone.now())


# What the mentor heard, and what was meant


def test_mentee_answers_and_both_read_it(cast, told, sign_in):
    browser = sign_in(cast.mentee)
    assert "Is this what you meant?" in page(browser, "session", told.pk)
    sent = {"answer": "no", "meant": "I meant **listening**", "heard": HEARD.replace("\n", "\r\n")}
    reply = browser.post(reverse("session_heard", args=[told.pk]), sent)
    assert (reply.status_code, reply.url) == (302, reverse("session", args=[told.pk]))
    for part in ("mentor", "mentee"):
        assert "I meant <strong>listening</strong>" in page(sign_in(getattr(cast, part)), "session", told.pk)
    assert "listening</strong>" not in page(sign_in(cast.coordinator), "session", told.pk)
    assert list(Entry.objects.values_list("verb", "details")) == [("heard.answered", {})]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose yes, nearly or no."),
        ({"answer": "maybe"}, "Choose yes, nearly or no."),
        ({"answer": "no", "meant": "  "}, "Write what you meant."),
        ({"answer": "nearly", "meant": "x" * 100_000}, too_long(5000)),
    ],
)
def test_what_does_not_fit_gets_a_sentence_and_is_kept(cast, told, sign_in, sent, sentence):
    reply = sign_in(cast.mentee).post(reverse("session_heard", args=[told.pk]), {"heard": HEARD, **sent})
    text = reply.content.decode()
    assert (reply.status_code, HeardAnswer.objects.count()) == (422, 0)
    shows(text, sentence)
    assert sent.get("meant", "").strip() in text


def test_words_changed_meanwhile_are_not_answered_unread(cast, told, sign_in):
    SessionLog.objects.update(what_i_heard="Something new")
    url = reverse("session_heard", args=[told.pk])
    reply = sign_in(cast.mentee).post(url, {"answer": "yes", "heard": HEARD, "meant": "KEPT"})
    text = reply.content.decode()
    assert reply.status_code == 422
    shows(text, "has changed these words meanwhile", "KEPT")
    again = {"answer": "yes", "heard": reply.context["form"]["heard"].value(), "meant": "KEPT"}
    assert sign_in(cast.mentee).post(url, again).status_code == 302


def test_an_answer_to_older_words_says_so(cast, told, sign_in):
    answer(cast, told, answer="yes")
    SessionLog.objects.update(what_i_heard="Something new")
    assert "These words were changed since." in page(sign_in(cast.mentor), "session", told.pk)


def test_only_the_mentee_answers_while_the_pair_lasts_and_where_there_is_something(cast, told):
    with pytest.raises(Refused, match="for the mentee"):
        answer(cast, told, by=cast.mentor)
    with pytest.raises(Refused, match="what you meant"):
        answer(cast, told, answer="no")
    with pytest.raises(Refused, match="nothing to answer to"):
        answer(cast, factories.SessionFactory(pairing=cast.pairing))
    pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())
    with pytest.raises(Refused, match=PAIR_HAS_ENDED):
        answer(cast, told)
    with pytest.raises(Refused, match=PAIR_HAS_ENDED):
        listening.feel(told, rating=3, by=cast.mentee, now=timezone.now())


@pytest.mark.parametrize(
    ("make", "changes", "name"),
    [
        (factories.HeardAnswerFactory, {"answer": "maybe"}, "heard_answer_is_one_of_three"),
        (factories.HeardAnswerFactory, {"answer": "no", "meant": " "}, "heard_answer_no_says_what_was_meant"),
        (factories.FeltHeardFactory, {"rating": 0}, "felt_heard_is_from_one_to_five"),
        (factories.FeltHeardFactory, {"rating": 6}, "felt_heard_is_from_one_to_five"),
    ],
)
def test_the_database_refuses_what_makes_no_sense(told, make, changes, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make(session=told, **changes)


def test_a_share_is_in_tens(told):
    with pytest.raises(IntegrityError, match="session_log_share_is_in_tens"), transaction.atomic():
        SessionLog.objects.update(talking_share=35)


def test_home_asks_the_mentee_alone_and_only_while_it_is_fresh(cast, told, sign_in):
    def asked(part):
        page = sign_in(getattr(cast, part)).get("/").content.decode()
        asking = ("Did Miriam hear you right?", reverse("session_heard", args=[told.pk]))
        return [words for words in asking if words in page]

    assert [len(asked(part)) for part in ("mentee", "mentor")] == [2, 0]
    answer(cast, told)
    assert asked("mentee") == []
    HeardAnswer.objects.all().delete()
    Session.objects.update(held_on=told.held_on - timedelta(days=25))
    assert asked("mentee") == []
    Session.objects.update(held_on=told.held_on)
    SessionLog.objects.update(what_i_heard="")
    assert asked("mentee") == []


@pytest.mark.parametrize(("zone", "is_asked"), [("Europe/Berlin", False), ("America/New_York", True)])
def test_it_is_fresh_for_three_weeks_of_the_programs_days(cast, told, zone, is_asked):
    now = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)  # the 3rd in Berlin
    Program.objects.update(time_zone=zone)
    Session.objects.update(held_on=date(2026, 10, 12))
    [pair] = with_unanswered(Pairing.objects.with_people(), within=queries.ASKED, now=now)
    assert bool(of_pairs(listening_steps, cast.mentee, [pair], now=now)) is is_asked


# Whether the mentee felt heard


def test_the_last_rating_of_a_session_counts_and_leaves_no_trail(cast, told, sign_in):
    url = reverse("session_felt", args=[told.pk])
    for rating in ("2", "4"):
        assert sign_in(cast.mentee).post(url, {"rating": rating}).status_code == 302
    assert list(FeltHeard.objects.values_list("rating", "author")) == [(4, cast.mentee.pk)]
    assert not Entry.objects.exists()
    for rating in ("", "6", "x"):
        reply = sign_in(cast.mentee).post(url, {"rating": rating})
        assert reply.status_code == 422
        shows(reply, ONE_OF_FIVE)
    with pytest.raises(Refused, match="for the mentee"):
        listening.feel(told, rating=3, by=cast.mentor, now=timezone.now())


def test_the_mentor_sees_a_trend_from_three_answers_on_and_never_an_answer(cast, sign_in):
    seen = []
    for rating in (5, 5, 5, 1, 1, 1):
        rate(cast, rating)
        seen.append(queries.trend_for(cast.pairing, cast.mentor).in_words)
    assert seen == [[], [], ["mostly"], ["mostly"], ["mostly"], ["mostly", "seldom"]]
    text = page(sign_in(cast.mentor), "listening", cast.pairing.pk)
    assert "<strong>seldom</strong>, less than before" in text
    assert 'points="16,16 304,80"' in text
    assert "of 5" not in text


def test_the_mentee_sees_their_answers_and_no_trend(cast, sign_in):
    rate(cast, 5, 4, 3)
    text = page(sign_in(cast.mentee), "listening", cast.pairing.pk)
    shows(text, *(f"You answered {rating} of 5" for rating in (5, 4, 3)), hides=["By the last three answers"])
    assert queries.trend_for(cast.pairing, cast.mentee) is None


def test_no_band_tells_any_of_its_three_answers():
    """Of each band, at least four of the five ratings stay possible for each of the three."""
    possible = {}
    for three in itertools.product(range(1, 6), repeat=3):
        (band,) = felt_heard.trend(three).bands
        for place, rating in enumerate(three):
            possible.setdefault((band, place), set()).add(rating)
    assert {(band, place): len(ratings) for (band, place), ratings in possible.items()} == {
        **{(0, place): 5 for place in range(3)},
        **{(1, place): 5 for place in range(3)},
        **{(2, place): 4 for place in range(3)},
    }


@given(st.lists(st.integers(1, 5), max_size=20), st.integers(1, 5))
def test_one_more_answer_never_changes_what_was_shown(ratings, one_more):
    """So whoever looks before and after an answer learns nothing of it but what its whole three say."""
    before, after = felt_heard.trend(ratings).bands, felt_heard.trend([*ratings, one_more]).bands
    assert after[: len(before)] == before
    assert len(after) - len(before) == (1 if len(ratings) % 3 == 2 else 0)


@pytest.mark.parametrize(("bands", "change"), [((), ""), ((1,), ""), ((1, 1), ""), ((0, 1), "more"), ((2, 0), "less")])
def test_the_change_is_against_the_three_before(bands, change):
    assert felt_heard.Trend(bands).change == (f"{change} than before" if change else "")


# All of it in the form of a session


def form(cast, **changes):
    today = cast.program.today(timezone.now())
    return {"held_on": today.isoformat(), "minutes": "45", "form_key": str(uuid.uuid4()), **changes}


def new(cast):
    return reverse("session_new", args=[cast.pairing.pk])


def test_mentor_logs_questions_advice_share_promises_and_the_next_day(cast, sign_in):
    step = factories.StepFactory(program=cast.program, every_days=14)
    factories.TouchpointFactory(pairing=cast.pairing, step=step)
    today = cast.program.today(timezone.now())
    day = (today + timedelta(days=10)).isoformat()
    rows = {"promise-1-text": "Find a book", "promise-1-side": "mentor", "promise-1-due_on": day}
    rows |= {"promise-3-text": "Give the demo", "promise-3-side": "mentee", "promise-3-due_on": day}
    words = {"questions_asked": "What helped?", "advice": "Breathe", "talking_share": "30", "next_on": day}
    words |= {"open_question": "Whom do you trust?", "promise-2-due_on": day, "promise-2-side": "mentor"}
    sent = form(cast, what_i_heard="More", **words, **rows)
    for _ in range(2):
        assert sign_in(cast.mentor).post(new(cast), sent).status_code == 302
    log = SessionLog.objects.get()
    assert (log.questions_asked, log.advice, log.talking_share) == ("What helped?", "Breathe", 30)
    made = [("Find a book", cast.mentor_in.pk), ("Give the demo", cast.mentee_in.pk)]
    assert list(Promise.objects.order_by("pk").values_list("text", "owner")) == made
    assert [item.text for item in AgendaItem.objects.filter(kind="question")] == ["Whom do you trust?"]
    following = cast.pairing.touchpoints.get(state="open")
    assert (following.due_on.isoformat(), following.day_chosen) == (day, True)
    text = page(sign_in(cast.mentee), "session", log.session_id)
    shows(text, "What helped?", "Breathe", "about 30 %", "Give the demo")
    assert text.index("Breathe") > text.index("What helped?")


def test_half_a_promise_is_answered_and_nothing_is_lost(cast, sign_in):
    sent = form(cast, **{"promise-1-text": "Find a book", "promise-1-due_on": "", "shared_notes": "KEPT"})
    reply = sign_in(cast.mentee).post(new(cast), sent)
    text = reply.content.decode()
    assert (reply.status_code, Session.objects.count()) == (422, 0)
    for part in ("Choose the day until which it is promised.", "Choose who promises it.", "KEPT", "Find a book"):
        assert part in text


@pytest.mark.parametrize("days", [-1, 4000])
def test_a_next_day_that_does_not_fit_keeps_everything(cast, sign_in, days):
    step = factories.StepFactory(program=cast.program, every_days=14)
    factories.TouchpointFactory(pairing=cast.pairing, step=step)
    day = cast.program.today(timezone.now()) + timedelta(days=days)
    reply = sign_in(cast.mentor).post(new(cast), form(cast, next_on=day.isoformat(), shared_notes="KEPT"))
    assert reply.status_code == 422
    assert "next_on" in reply.context["form"].errors
    assert Session.objects.count() == 0
    shows(reply, "KEPT")


def test_without_a_step_to_move_a_next_day_is_refused_and_not_asked(cast, sign_in):
    assert 'name="next_on"' not in sign_in(cast.mentor).get(new(cast)).content.decode()
    now = timezone.now()
    today = cast.program.today(now)
    with pytest.raises(Refused, match="find a time"):
        sessions.log(
            cast.pairing, held_on=today, minutes=60, by=cast.mentor, now=now, form_key=uuid.uuid4(), next_on=today
        )
    assert Session.objects.count() == 0


@pytest.mark.parametrize("field", ["questions_asked", "advice"])
def test_no_answer_to_a_mail_takes_a_session_with_words_back(cast, field):
    touchpoint, now = factories.TouchpointFactory(pairing=cast.pairing), timezone.now()
    today = cast.program.today(now)
    meetings.we_met(touchpoint, held_on=today, minutes=60, by=cast.mentor, now=now)
    SessionLog.objects.update(**{field: "Words"})
    with pytest.raises(Refused) as refused:
        meetings.we_did_not(touchpoint, to=today + timedelta(days=4), by=cast.mentor, now=now)
    assert (refused.value.sentence, SessionLog.objects.count()) == (meetings.STAYS, 1)


def test_the_mentors_fields_are_the_mentors(cast, told, sign_in):
    mine = sign_in(cast.mentee).get(new(cast)).content.decode()
    hides(mine, 'name="questions_asked"', 'name="advice"', 'name="talking_share"')
    now = timezone.now()
    words = {"held_on": told.held_on, "minutes": 60, "by": cast.mentee, "now": now}
    with pytest.raises(Refused, match="mentor's field"):
        sessions.log(cast.pairing, form_key=uuid.uuid4(), listening=sessions.Listening(advice="Smuggled"), **words)
    with pytest.raises(Refused, match="mentor's field"):
        sessions.edit(told, shared_notes="", listening=sessions.Listening(advice="Smuggled"), **words)
    SessionLog.objects.update(advice="The mentor's own")
    url = reverse("session_edit", args=[told.pk])
    seen = sign_in(cast.mentee).get(url).context["form"].initial["seen"]
    sent = {"held_on": told.held_on.isoformat(), "minutes": "50", "shared_notes": "Ours", "seen": seen}
    assert sign_in(cast.mentee).post(url, sent).status_code == 302
    assert SessionLog.objects.values_list("shared_notes", "advice").get() == ("Ours", "The mentor's own")


# What a page costs


@pytest.mark.parametrize("number", [1, 3, 300])
@pytest.mark.parametrize(("part", "asked"), [("mentor", 9), ("mentee", 8)])
def test_the_page_costs_the_same_however_many_answers(cast, sign_in, number, part, asked, django_assert_num_queries):
    for _ in range(number):
        session = factories.SessionFactory(pairing=cast.pairing)
        factories.SessionLogFactory(session=session, talking_share=40)
        factories.FeltHeardFactory(session=session)
    browser = sign_in(getattr(cast, part))
    with django_assert_num_queries(asked):
        page(browser, "listening", cast.pairing.pk)


@pytest.mark.parametrize("name", ["session_heard", "session_felt"])
def test_no_page_takes_more_than_twelve_queries(cast, told, sign_in, name, django_assert_max_num_queries):
    browser = sign_in(cast.mentee)
    with django_assert_max_num_queries(12):
        page(browser, name, told.pk)
