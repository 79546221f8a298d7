"""How the agreements of a program open: written by its coordinators, read by every pair that begins afterwards."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.web.integrity import Refused
from pairings.agreement import actions as agreements
from pairings.agreement import drafting
from programs.models import OpeningText, Program
from programs.opening import actions as opening
from tests import factories
from tests.pages import hides, shows
from tests.pairings.expectations.test_expectations import ODD, both
from tests.sentences import too_long

pytestmark = pytest.mark.django_db
TEXT = "## What we promise\n\nWe are on time."


def address(cast):
    return reverse("program_agreement", args=[cast.program.pk])


def write(cast, text=TEXT, seen=0, by=None):
    opening.write(cast.program, text=text, seen=seen, by=by or cast.coordinator, now=timezone.now())


def begin(cast):
    return agreements.begin(cast.pairing, by=cast.mentee, now=timezone.now()).text


def test_a_coordinator_writes_it_and_an_outline_opens_with_it(cast, sign_in):
    browser = sign_in(cast.coordinator)
    assert address(cast) in browser.get(reverse("program_edit", args=[cast.program.pk])).content.decode()
    answer = browser.post(address(cast), {"text": TEXT.replace("\n", "\r\n"), "seen": "0"})
    assert (answer.status_code, answer.url) == (302, address(cast))
    assert begin(cast) == f"{TEXT}\n\n{drafting.outline()}"
    assert "We are on time." in sign_in(cast.mentor).get(reverse("agreement", args=[cast.pairing.pk])).content.decode()
    written = Entry.objects.filter(verb="program.opening_written")
    assert list(written.values_list("actor_id", "details")) == [(cast.coordinator.pk, {})]


def test_a_draft_from_both_answers_opens_with_it(cast):
    write(cast)
    both(cast)
    text = begin(cast)
    assert text.startswith(f"{TEXT}\n\n## What we hope for")
    assert text.count("## What we hope for") == 1


def test_without_one_agreements_open_with_the_answers(cast):
    write(cast)
    write(cast, "", seen=1)
    assert begin(cast) == drafting.outline()


def test_an_agreement_that_has_begun_keeps_its_words(cast):
    before = begin(cast)
    write(cast)
    assert begin(cast) == before


def test_another_programs_text_opens_nothing_here(cast):
    opening.write(cast.other_program, text="FOREIGN", seen=0, by=cast.outsider, now=timezone.now())
    assert "FOREIGN" not in begin(cast)


def test_of_two_who_write_none_is_overwritten_unseen(cast, sign_in):
    browser = sign_in(cast.coordinator)
    browser.post(address(cast), {"text": "First window", "seen": "0"})
    answer = browser.post(address(cast), {"text": "Second window", "seen": "0"})
    page = answer.content.decode()
    assert answer.status_code == 422
    shows(page, "First window", "Second window")
    assert "Cora Lind has saved other words meanwhile." in page
    assert OpeningText.objects.get().text == "First window"
    assert browser.post(address(cast), {"text": "Both", "seen": "1"}).status_code == 302
    assert OpeningText.objects.values_list("text", "version").get() == ("Both", 2)


def test_the_same_words_again_are_no_change(cast):
    write(cast)
    write(cast, seen=0)
    assert (OpeningText.objects.get().version, Entry.objects.count()) == (1, 1)


@pytest.mark.parametrize("text", [ODD, "x" * 100_000])
def test_a_paste_gets_a_sentence_and_is_kept_and_every_alphabet_is_shown(cast, sign_in, text):
    browser = sign_in(cast.coordinator)
    answer = browser.post(address(cast), {"text": text, "seen": "0"}, follow=True)
    page = answer.content.decode()
    if len(text) > 10_000:
        assert answer.status_code == 422
        shows(page, text)
        assert too_long(10_000) in page
    else:
        begin(cast)
        read = sign_in(cast.mentor).get(reverse("agreement", args=[cast.pairing.pk])).content.decode()
        assert OpeningText.objects.get().text == text.replace("\u202e", "")
        hides(page + read, "<script>alert")


def test_a_closed_program_keeps_its_words(cast, sign_in):
    write(cast)
    Program.objects.filter(pk=cast.program.pk).update(state="closed")
    with pytest.raises(Refused, match="closed"):
        write(cast, "Other", seen=1)
    page = sign_in(cast.coordinator).get(address(cast)).content.decode()
    shows(page, "We are on time.", hides=["<textarea"])


def test_the_database_refuses_what_makes_no_sense(cast):
    words = {"program": cast.program, "changed_by": cast.coordinator, "changed_at": timezone.now()}
    with pytest.raises(IntegrityError, match="opening_text_counts_from_one"), transaction.atomic():
        OpeningText.objects.create(**words, version=0)
    OpeningText.objects.create(**words)
    with pytest.raises(IntegrityError, match="program_id"), transaction.atomic():
        OpeningText.objects.create(**words)


@pytest.mark.parametrize("pairs", [1, 3])
def test_the_page_costs_the_same_however_many_pairs(cast, sign_in, pairs, django_assert_num_queries):
    factories.PairingFactory.create_batch(pairs, program=cast.program)
    write(cast)
    browser = sign_in(cast.coordinator)
    with django_assert_num_queries(QUERIES):
        browser.get(address(cast))


QUERIES = 6
