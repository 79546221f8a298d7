"""Kudos: a word of thanks, one tap or one's own."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.activity import sentences
from mentoring.activity.models import Entry
from mentoring.notifications.planning.models import Notification
from mentoring.web.integrity import Refused
from pairings.kudos import actions as kudos
from pairings.kudos.forms import SUGGESTED
from pairings.life import actions as pairing_actions
from pairings.models import Kudos
from tests import factories
from tests.pages import hides, shows
from tests.sentences import ONLY_THE_PAIR, OPEN_AGAIN, PAIR_HAS_ENDED, USED_ALREADY, too_long
from tests.telling import told_now

pytestmark = pytest.mark.django_db


def address(cast):
    return reverse("kudos", args=[cast.pairing.pk])


def form(**changes):
    return {"text": SUGGESTED[0], "form_key": str(uuid.uuid4()), **changes}


def give(cast, text="That took courage.", *, by="mentor"):
    return kudos.give(cast.pairing, text=text, by=getattr(cast, by), now=timezone.now(), form_key=uuid.uuid4())


def test_one_tap_sends_it_once_and_the_other_is_told_without_the_words(cast, sign_in):
    browser, words = sign_in(cast.mentee), form()
    shows(browser.get(address(cast)), *(f'value="{one}"' for one in SUGGESTED))
    assert [browser.post(address(cast), words).url for _ in range(2)] == [address(cast)] * 2
    one = Kudos.objects.get()
    assert (one.text, one.by) == (SUGGESTED[0], cast.mentee)
    [row] = Notification.objects.filter(kind="kudos_given")
    letter = told_now([row])[row.pk]
    assert (row.recipient, letter.url) == (cast.mentor, address(cast))
    hides(str(letter.context), SUGGESTED[0])
    [entry] = Entry.objects.all()
    assert (sentences.sentence(entry), entry.details) == ("sent kudos", {})
    assert SUGGESTED[0] in sign_in(cast.mentor).get(address(cast)).content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": " "}, "Write a word, or choose one of the suggestions."),
        ({"text": "x" * 100_000}, too_long(300)),
        ({"form_key": "x"}, OPEN_AGAIN),
    ],
)
def test_what_does_not_fit_gets_a_sentence_and_is_kept(cast, sign_in, change, sentence):
    answer = sign_in(cast.mentee).post(address(cast), form(**change))
    page = answer.content.decode()
    assert (answer.status_code, Kudos.objects.count()) == (422, 0)
    shows(page, sentence)
    assert change.get("text", SUGGESTED[0]).strip() in page


def test_other_words_in_a_used_form_are_not_lost(cast, sign_in):
    browser, words = sign_in(cast.mentee), form()
    browser.post(address(cast), words)
    answer = browser.post(address(cast), {**words, "text": "And one more thing"})
    page = answer.content.decode()
    assert answer.status_code == 422
    shows(page, USED_ALREADY, "And one more thing")
    assert words["form_key"] not in page


def test_every_alphabet_is_shown_and_no_script_runs(cast, sign_in):
    for text in ("🌱 well done", "شكرا جزيلا", "<script>alert(1)</script>"):
        sign_in(cast.mentee).post(address(cast), form(text=text))
    for name in ("kudos", "story"):
        page = sign_in(cast.mentor).get(reverse(name, args=[cast.pairing.pk])).content.decode()
        shows(page, "🌱 well done", "شكرا جزيلا", hides=["<script>alert(1)"])


def test_it_is_between_the_two_while_they_are_a_pair(cast, sign_in):
    with pytest.raises(Refused, match=ONLY_THE_PAIR):
        give(cast, by="coordinator")
    give(cast)
    pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())
    with pytest.raises(Refused, match=PAIR_HAS_ENDED):
        give(cast)
    page = sign_in(cast.mentee).get(address(cast)).content.decode()
    shows(page, "That took courage.", hides=['<form method="post" action="' + address(cast)])


def test_the_database_refuses_an_empty_one(cast):
    with pytest.raises(IntegrityError, match="kudos_say_something"), transaction.atomic():
        factories.KudosFactory(pairing=cast.pairing, text=" ")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_a_constant_number_of_questions(cast, sign_in, rows, django_assert_num_queries):
    factories.KudosFactory.create_batch(rows, pairing=cast.pairing)
    browser = sign_in(cast.mentor)
    with django_assert_num_queries(8):
        browser.get(address(cast))
