"""The agenda of a pair: both add, nothing is lost, and some things stand on it by themselves."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mentoring.activity.models import Entry
from mentoring.web.integrity import Refused
from pairings.agenda import actions as agenda
from pairings.agenda import prompts, queries, questions
from pairings.life import actions as pairing_actions
from pairings.logbook import actions as sessions
from pairings.models import AgendaItem, Pairing
from tests import factories
from tests.pages import hides, shows
from tests.sentences import PAIR_HAS_ENDED, READ_ONLY, USED_ALREADY, too_long

pytestmark = pytest.mark.django_db


def add(cast, by="mentee", text="My next demo", **changes):
    words = {"text": text, "by": getattr(cast, by), "now": timezone.now(), "form_key": uuid.uuid4(), **changes}
    return agenda.add(cast.pairing, **words)


def log(cast):
    now = timezone.now()
    return sessions.log(
        cast.pairing, held_on=cast.program.today(now), minutes=60, by=cast.mentor, now=now, form_key=uuid.uuid4()
    )


def address(cast):
    return reverse("agenda", args=[cast.pairing.pk])


def put(browser, item, state):
    return browser.post(reverse("agenda_put", args=[item.pk]), {"state": state})


def states():
    return dict(AgendaItem.objects.values_list("text", "state"))


def test_both_add_and_each_point_says_by_whom(cast, sign_in):
    for part, text in (("mentor", "Your talk"), ("mentee", "My fear of it")):
        answer = sign_in(getattr(cast, part)).post(address(cast), {"text": text, "form_key": str(uuid.uuid4())})
        assert (answer.status_code, answer.url) == (302, address(cast))
    seen = queries.of_pair(cast.pairing, cast.mentor)
    assert [(item.text, item.by) for item in seen.open] == [("Your talk", cast.mentor), ("My fear of it", cast.mentee)]
    assert list(Entry.objects.values_list("verb", flat=True)) == ["agenda.added"] * 2
    assert "fear" not in str(list(Entry.objects.values()))


def test_the_form_twice_adds_one_point_and_is_nobody_elses(cast, sign_in):
    words = {"text": "Once", "form_key": str(uuid.uuid4())}
    assert [sign_in(cast.mentee).post(address(cast), words).status_code for _ in range(2)] == [302, 302]
    assert AgendaItem.objects.count() == 1
    assert USED_ALREADY in sign_in(cast.mentor).post(address(cast), words).content.decode()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "Write what you want to talk about."), ("x" * 100_000, too_long(200))],
)
def test_what_does_not_fit_gets_a_sentence_and_is_kept(cast, sign_in, text, sentence):
    answer = sign_in(cast.mentee).post(address(cast), {"text": text, "form_key": str(uuid.uuid4())})
    assert (answer.status_code, AgendaItem.objects.count()) == (422, 0)
    shows(answer, sentence, *filter(None, [text]))


def test_every_alphabet_is_shown_and_no_script_runs(cast, sign_in):
    for text in ("🎤 demo", "العرض", "<script>alert(1)</script>"):
        add(cast, text=text)
    page = sign_in(cast.mentor).get(address(cast)).content.decode()
    shows(page, "🎤 demo", "العرض", hides=["<script>alert(1)"])


def test_a_point_is_ticked_off_moved_and_taken_back(cast, sign_in):
    item, browser = add(cast), sign_in(cast.mentor)
    seen = []
    for state in ("done", "done", "open", "next_time", "open", "nonsense"):
        assert put(browser, item, state).status_code == 302
        seen.append(AgendaItem.objects.get().state)
    assert seen == ["done", "done", "open", "next_time", "open", "open"]


HTMX = {"HX-Request": "true"}


def test_in_place_a_button_brings_the_lists_and_what_was_moved_gets_the_focus(cast, sign_in):
    item, browser = add(cast), sign_in(cast.mentor)
    other = add(cast, text="Another")
    answer = browser.post(reverse("agenda_put", args=[item.pk]), {"state": "next_time"}, headers=HTMX)
    text = answer.content.decode()
    assert (answer.status_code, answer.headers["HX-Trigger"]) == (200, '{"toast": {"text": "Moved to next time."}}')
    shows(text, 'id="agenda-lists"', hides=["<html", "What do you want to talk about?"])
    focused = re.findall(r'id="point-(\d+)"(?:(?!</li>).)*data-focus', text, re.S)
    assert focused == [str(item.pk)]
    shows(text, f'id="point-{other.pk}"')


def test_in_place_adding_brings_all_of_it_with_an_empty_line_to_go_on(cast, sign_in):
    browser, key = sign_in(cast.mentee), str(uuid.uuid4())
    answer = browser.post(address(cast), {"text": "My next demo", "form_key": key}, headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 200
    shows(text, "My next demo", hides=["<html", key])
    line = re.search(r'<input[^>]*name="text"[^>]*>', text).group()
    shows(line, "data-focus", hides=["value="])
    answer = browser.post(address(cast), {"text": "x" * 300, "form_key": key}, headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 422
    shows(text, "x" * 300, 'id="points"')


def test_the_whole_agenda_stays_whole_in_place(cast, sign_in):
    items = factories.AgendaItemFactory.create_batch(queries.MOST + 1, pairing=cast.pairing)
    put_one = reverse("agenda_put", args=[items[0].pk])
    browser = sign_in(cast.mentor)
    shown = [
        browser.post(put_one + whole, {"state": "done"}, headers=HTMX).content.decode().count('<li class="split"')
        for whole in ("", "?all=1")
    ]
    assert shown == [queries.MOST, queries.MOST + 1]
    assert f"{put_one}?all=1" in browser.get(address(cast) + "?all=1").content.decode()


def test_logging_takes_along_what_was_ticked_and_brings_what_was_moved(cast, sign_in):
    for text, state in (("Ticked", "done"), ("Left", "open"), ("Moved", "next_time")):
        agenda.put(add(cast, text=text), state, by=cast.mentor, now=timezone.now())
    session = log(cast)
    assert states() == {"Ticked": "done", "Left": "open", "Moved": "open"}
    assert list(session.agenda.values_list("text", flat=True)) == ["Ticked"]
    assert "Ticked" not in sign_in(cast.mentor).get(address(cast)).content.decode()
    assert agenda.put(session.agenda.get(), "open", by=cast.mentor, now=timezone.now()) is False


def test_questions_stay_until_they_are_answered(cast, sign_in):
    question = add(cast, text="What holds you back?", kind="question")
    log(cast)
    assert [item.text for item in queries.of_pair(cast.pairing, cast.mentee).questions] == ["What holds you back?"]
    put(sign_in(cast.mentee), question, "done")
    log(cast)
    assert queries.of_pair(cast.pairing, cast.mentee).questions == []


def test_open_promises_stand_on_it_by_themselves(cast, sign_in):
    factories.PromiseFactory(pairing=cast.pairing, text="Book the room")
    page = sign_in(cast.mentor).get(address(cast)).content.decode()
    assert "Book the room" in page.partition('id="promised"')[2]


def test_nothing_is_added_by_others_or_after_the_end(cast, sign_in):
    item = add(cast)
    with pytest.raises(Refused, match="between the two"):
        add(cast, by="coordinator")
    pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())
    with pytest.raises(Refused, match=READ_ONLY):
        add(cast)
    assert (
        READ_ONLY
        in sign_in(cast.mentor)
        .post(reverse("agenda_put", args=[item.pk]), {"state": "done"}, follow=True)
        .content.decode()
    )
    assert states() == {"My next demo": "open"}


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"text": " "}, "agenda_item_says_what"),
        ({"kind": "joke"}, "agenda_item_kind_is_known"),
        ({"state": "gone"}, "agenda_item_state_is_known"),
    ],
)
def test_the_database_refuses_what_makes_no_sense(cast, changes, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factories.AgendaItemFactory(pairing=cast.pairing, **changes)


def test_an_open_point_belongs_to_no_session(cast):
    session = factories.SessionFactory(pairing=cast.pairing)
    with pytest.raises(IntegrityError, match="agenda_item_of_a_session_is_done"), transaction.atomic():
        factories.AgendaItemFactory(pairing=cast.pairing, session=session)


@pytest.mark.django_db(transaction=True)
def test_both_add_at_the_same_time_and_nothing_is_lost(cast):
    def write(number):
        by = cast.mentor if number % 2 else cast.mentee
        try:
            pairing = Pairing.objects.with_people().get(pk=cast.pairing.pk)
            agenda.add(pairing, text=f"Point {number}", by=by, now=timezone.now(), form_key=uuid.uuid4())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(12)))
    assert sorted(states()) == sorted(f"Point {number}" for number in range(12))


# What to begin with


@pytest.mark.parametrize(
    ("sessions_held", "days_left", "name"),
    [(0, 300, "first"), (2, 300, "first"), (3, 300, "middle"), (0, 60, "end"), (20, 61, "middle"), (20, -5, "end")],
)
def test_the_stage_is_where_the_pair_is(sessions_held, days_left, name):
    assert prompts.stage(sessions=sessions_held, days_left=days_left).name == name


def test_questions_are_chosen_by_what_was_logged_last_and_say_why(cast, sign_in):
    old = factories.SessionFactory(pairing=cast.pairing, held_on=cast.pairing.started_on)
    factories.SessionLogFactory(session=old, shared_notes="About a conflict.", what_i_heard="")
    for days in (2, 1):
        day = cast.pairing.started_on + timedelta(days=days)
        session = factories.SessionFactory(pairing=cast.pairing, held_on=day)
        factories.SessionLogFactory(session=session, shared_notes="We went through your Feedback.", what_i_heard="")
        factories.PrivateNoteFactory(session=session, text="Ask about the career.")
    page = sign_in(cast.mentor).get(address(cast)).content.decode()
    assert 'Because you talked about “<span dir="auto">Feedback</span>”.' in page
    hides(page, "conflict", "career")


@given(st.text(max_size=300))
def test_there_are_always_three_questions_and_each_reason_was_logged(logged):
    chosen = questions.choose(logged)
    assert len(chosen) == len({question.text for question in chosen}) == 3
    assert [question.because for question in chosen if question.because not in logged] == []


def test_what_fits_most_words_comes_first():
    assert questions.choose("team, colleagues and a demo")[0].because == "team"


# What a page costs


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_page_costs_the_same_however_much_is_on_it(cast, sign_in, number, django_assert_num_queries):
    for kind in ("point", "question"):
        factories.AgendaItemFactory.create_batch(number, pairing=cast.pairing, kind=kind)
    factories.PromiseFactory.create_batch(number, pairing=cast.pairing)
    for _ in range(number):
        factories.SessionLogFactory(session=factories.SessionFactory(pairing=cast.pairing))
    browser = sign_in(cast.mentee)
    with django_assert_num_queries(PAGE_QUERIES):
        page = browser.get(address(cast)).content.decode()
    assert ("Show the whole agenda" in page) == (number == 300)


PAGE_QUERIES = 10


def test_a_point_typed_while_the_pair_was_ended_elsewhere_stays_in_the_form(cast, sign_in):
    pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())
    said = {"text": "How to begin the talk", "form_key": uuid.uuid4()}
    answer = sign_in(cast.mentee).post(address(cast), said, headers={"HX-Request": "true"})
    whole = answer.content.decode()
    assert answer.status_code == 422
    shows(whole, "How to begin the talk", PAIR_HAS_ENDED)
