"""What is typed in the agreement keeps itself: for its author alone, and nothing of anybody is overwritten unseen."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from pairings.agreement import actions as agreements
from pairings.drafts import actions as drafts
from pairings.models import AgreementVersion, Draft
from tests import factories
from tests.pages import shows
from tests.sentences import ONLY_YOU_SEE_IT

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def begun(cast):
    return agreements.begin(cast.pairing, by=cast.mentee, now=timezone.now())


def page(cast, name="agreement_edit"):
    return reverse(name, args=[cast.pairing.pk])


def typed(text, *, seen=1, draft_seen=0, **more):
    return {"text": text, "seen": str(seen), "draft_seen": str(draft_seen), **more}


def keep(browser, cast, text, **more):
    return browser.post(page(cast, "agreement_draft"), typed(text, **more), headers=HTMX)


def test_what_is_typed_stands_in_the_form_again_for_its_author_alone(cast, begun, sign_in):
    sam = sign_in(cast.mentee)
    answer = keep(sam, cast, "HALF-TYPED").content.decode()
    shows(answer, "data-saved", ONLY_YOU_SEE_IT, hides=["<html"])
    shown = {
        part: "HALF-TYPED" in sign_in(getattr(cast, part)).get(page(cast)).content.decode()
        for part in ("mentee", "mentor", "coordinator")
    }
    assert shown == {"mentee": True, "mentor": False, "coordinator": False}
    assert AgreementVersion.objects.count() == 1


def test_saving_drops_the_draft_and_discarding_brings_the_words_as_they_stand(cast, begun, sign_in):
    sam = sign_in(cast.mentee)
    keep(sam, cast, "Mine")
    sam.post(page(cast), typed("Mine", draft_seen=1))
    assert (Draft.objects.count(), AgreementVersion.objects.last().text) == (0, "Mine")
    keep(sam, cast, "Given up", seen=2)
    sam.post(page(cast, "agreement_draft"), typed("Given up", seen=2, draft_seen=1, discard="yes"))
    text = sam.get(page(cast)).content.decode()
    assert Draft.objects.count() == 0
    shows(text, "Mine", hides=["Given up"])


def test_of_two_windows_neither_overwrites_the_other(cast, begun, sign_in):
    sam = sign_in(cast.mentee)
    keep(sam, cast, "First window")
    answer = keep(sam, cast, "Second window").content.decode()
    shows(answer, "First window", hides=["data-saved"])
    assert Draft.objects.get().values["text"] == "First window"
    plain = sam.post(page(cast, "agreement_draft"), typed("Second window")).content.decode()
    shows(plain, "First window", ">\nSecond window")  # without a script: both on the page
    keep(sam, cast, "Second window", over="1")
    assert Draft.objects.get().values["text"] == "Second window"


def test_a_draft_that_the_partner_has_overtaken_shows_both_and_saves_knowing_it(cast, begun, sign_in):
    sam = sign_in(cast.mentee)
    keep(sam, cast, "SAMS-DRAFT")
    agreements.change(cast.pairing, text="MIRIAMS-WORDS", seen=1, by=cast.mentor, now=timezone.now())
    answer = sam.get(page(cast))
    text = answer.content.decode()
    shows(text, "SAMS-DRAFT", "Saved by Miriam meanwhile: version 2")
    assert answer.context["form"].initial["seen"] == 2
    assert sam.post(page(cast), typed("SAMS-DRAFT and MIRIAMS-WORDS", seen=2, draft_seen=1)).status_code == 302
    assert (AgreementVersion.objects.count(), Draft.objects.count()) == (3, 0)


def test_a_draft_of_the_agreement_is_none_of_a_session(cast, begun, sign_in):
    drafts.keep(cast.pairing, None, values={"shared_notes": "LOG"}, seen=0, by=cast.mentee, now=timezone.now())
    sam = sign_in(cast.mentee)
    keep(sam, cast, "WORDS")
    assert Draft.objects.count() == 2
    log = sam.get(page(cast, "session_new")).content.decode()
    shows(log, "LOG", hides=["WORDS"])


def test_a_paste_that_does_not_fit_is_kept_as_a_draft(cast, begun, sign_in):
    sam = sign_in(cast.mentee)
    keep(sam, cast, "x" * 100_000)
    assert "x" * 100_000 in sam.get(page(cast)).content.decode()


@pytest.mark.parametrize("changes", [{"about": "weather"}, {"about": "agreement", "session": True}])
def test_the_database_refuses_what_makes_no_sense(cast, changes):
    session = factories.SessionFactory(pairing=cast.pairing) if changes.pop("session", False) else None
    words = {"author": cast.mentor, "pairing": cast.pairing, "session": session, "values": {}}
    with pytest.raises(IntegrityError, match="draft_about_is_known"), transaction.atomic():
        Draft.objects.create(**words, **changes, saved_at=timezone.now())


def test_the_page_costs_few_queries(cast, begun, sign_in, django_assert_num_queries):
    sam = sign_in(cast.mentee)
    keep(sam, cast, "Mine")
    with django_assert_num_queries(QUERIES):
        sam.get(page(cast))


QUERIES = 11
