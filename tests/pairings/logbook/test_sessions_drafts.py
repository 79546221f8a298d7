"""Drafts of a session: kept while one types, for nobody else, and never overwritten unseen."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.web.integrity import Refused
from pairings.drafts import actions as drafts
from pairings.drafts.forms import LONGEST
from pairings.life import actions as pairing_actions
from pairings.logbook import actions as sessions
from pairings.models import Draft, Pairing, Session, SessionLog
from tests import factories
from tests.pages import shows
from tests.sentences import DRAFT_IS_KEPT

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def keep(cast, *, seen=0, session=None, by="mentor", **values):
    return drafts.keep(cast.pairing, session, values=values, seen=seen, by=getattr(cast, by), now=timezone.now())


def address(cast):
    return reverse("session_draft", args=[cast.pairing.pk])


def new(cast):
    return reverse("session_new", args=[cast.pairing.pk])


def form(cast, **changes):
    today = cast.program.today(timezone.now())
    return {"held_on": today.isoformat(), "minutes": "45", "form_key": str(uuid.uuid4()), **changes}


def test_what_is_typed_is_kept_and_stands_in_the_form_again(cast, sign_in):
    browser = sign_in(cast.mentor)
    rows = {"promise-2-text": "Find a book", "promise-2-side": "mentee", "promise-2-due_on": "soon"}
    words = form(cast, minutes="many", what_i_heard="Heard", private_note="Tired", **rows)
    saved = browser.post(address(cast), words, headers=HTMX).content.decode()
    shows(saved, "data-saved", 'name="draft_seen" value="1"', "Saved ")
    page = browser.get(new(cast))
    shown = page.context["form"]
    typed = {name: shown[name].value() for name in ("minutes", "what_i_heard", "private_note", "form_key")}
    assert typed == {name: words[name] for name in typed}
    assert [shown.promises[1][name].value() for name in ("text", "side", "due_on")] == ["Find a book", "mentee", "soon"]
    assert 'name="draft_seen" value="1"' in page.content.decode()
    assert (Session.objects.count(), Entry.objects.count()) == (0, 0)


def test_what_is_longer_than_any_form_takes_is_not_kept_and_stays_in_the_form(cast, sign_in):
    browser, words = sign_in(cast.mentor), form(cast, shared_notes="x" * (LONGEST + 1), private_note="Tired")
    said = browser.post(address(cast), words, headers=HTMX).content.decode()
    shows(said, "“What we covered” is too long to be kept", hides=["data-saved", "Saved "])
    page = browser.post(address(cast), words)
    shows(page, "“What we covered” is too long to be kept", words["shared_notes"], "Tired")
    assert (Draft.objects.count(), Session.objects.count()) == (0, 0)
    browser.post(address(cast), {**words, "shared_notes": "x" * LONGEST}, headers=HTMX)
    assert len(Draft.objects.get().values["shared_notes"]) == LONGEST


def test_only_the_author_gets_it(cast, sign_in):
    keep(cast, shared_notes="NOT-YET-SHARED", private_note="NEVER-SHARED")
    seen = {
        part: "SHARED" in sign_in(getattr(cast, part)).get(new(cast)).content.decode()
        for part in ("mentor", "mentee", "coordinator")
    }
    assert seen == {"mentor": True, "mentee": False, "coordinator": False}


def test_nothing_but_the_fields_of_the_form_is_kept(cast, sign_in):
    sent = {"shared_notes": "Ours\0", "csrfmiddlewaretoken": "x", "draft_seen": "0", "else": "y"}
    sign_in(cast.mentor).post(address(cast), sent)
    assert Draft.objects.get().values == {"shared_notes": "Ours"}


@pytest.mark.parametrize("text", ["x" * 100_000, "🌱" * 50, "مسودة", "<script>alert(1)</script>"])
def test_every_text_is_kept_as_it_is(cast, sign_in, text):
    sign_in(cast.mentee).post(address(cast), {"shared_notes": text})
    page = sign_in(cast.mentee).get(new(cast))
    assert page.context["form"]["shared_notes"].value() == text
    assert "<script>alert(1)" not in page.content.decode()


def test_without_a_script_a_button_keeps_it(cast, sign_in):
    browser = sign_in(cast.mentee)
    reply = browser.post(address(cast), form(cast, shared_notes="By hand"), follow=True)
    assert reply.redirect_chain == [(new(cast), 302)]
    shows(reply, DRAFT_IS_KEPT, "By hand")


# Two tabs


def test_the_same_tab_goes_on_and_the_other_is_shown_both(cast, sign_in):
    browser = sign_in(cast.mentor)
    browser.post(address(cast), form(cast, shared_notes="First", draft_seen="0"), headers=HTMX)
    browser.post(address(cast), form(cast, shared_notes="First, longer", draft_seen="1"), headers=HTMX)
    other = form(cast, shared_notes="Other", draft_seen="1")
    told = browser.post(address(cast), other, headers=HTMX).content.decode()
    assert "Another window of yours has kept something else" in told
    shows(told, "First, longer", 'value="1"', hides=["data-saved"])
    assert Draft.objects.get().values["shared_notes"] == "First, longer"
    again = browser.post(address(cast), other, headers=HTMX).content.decode()
    assert "First, longer" in again  # typing on doesn't make the question go away
    browser.post(address(cast), {**other, "over": "2"}, headers=HTMX)
    assert Draft.objects.values_list("values__shared_notes", "version").get() == ("Other", 3)


def test_without_a_script_both_texts_stand_on_the_page(cast, sign_in):
    keep(cast, shared_notes="In the other window")
    reply = sign_in(cast.mentor).post(address(cast), form(cast, shared_notes="Typed here", draft_seen="0"))
    page = reply.content.decode()
    assert reply.context["form"]["shared_notes"].value() == "Typed here"
    shows(page, "In the other window")
    assert (reply.status_code, Draft.objects.get().values) == (200, {"shared_notes": "In the other window"})
    assert f'<form method="post" action="{new(cast)}"' in page  # “Log the session” logs it, from here as well


def test_the_same_words_again_are_no_conflict(cast):
    first = keep(cast, shared_notes="Ours")
    assert keep(cast, shared_notes="Ours", seen=0).version == first.version == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_that_begin_at_the_same_time_one_is_asked(cast):
    def begin(text):
        try:
            pairing = Pairing.objects.with_people().get(pk=cast.pairing.pk)
            drafts.keep(pairing, None, values={"shared_notes": text}, seen=0, by=cast.mentor, now=timezone.now())
        except drafts.NewerDraft as newer:
            return newer.draft.values["shared_notes"]
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(begin, ["one", "two"]))
    kept = Draft.objects.get().values["shared_notes"]
    assert sorted(said) == sorted(["kept", kept])


# Saved, discarded, gone


def test_logging_takes_the_draft_away_but_never_a_newer_one(cast, sign_in):
    browser = sign_in(cast.mentor)
    keep(cast, shared_notes="Mine")
    browser.post(new(cast), form(cast, shared_notes="Mine", draft_seen="1"))
    assert (Session.objects.count(), Draft.objects.count()) == (1, 0)
    keep(cast, shared_notes="One")
    keep(cast, shared_notes="Two, of another tab", seen=1)
    browser.post(new(cast), form(cast, shared_notes="One", draft_seen="1"))
    assert (Session.objects.count(), Draft.objects.get().values["shared_notes"]) == (2, "Two, of another tab")


def test_a_draft_is_discarded_as_it_was_seen(cast, sign_in):
    keep(cast, shared_notes="One")
    browser = sign_in(cast.mentor)
    browser.post(address(cast), {"discard": "yes", "draft_seen": "0"})
    assert Draft.objects.count() == 1
    browser.post(address(cast), {"discard": "yes", "draft_seen": "1"})
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("seen", ["", "x", "-1", "٣", "9" * 30])
def test_a_bent_version_is_none(cast, sign_in, seen):
    sign_in(cast.mentor).post(address(cast), {"shared_notes": "Kept", "draft_seen": seen})
    assert Draft.objects.get().version == 1


def test_a_draft_of_a_change_stands_beside_what_the_partner_changed_since(cast, sign_in):
    session = factories.SessionFactory(pairing=cast.pairing)
    log = factories.SessionLogFactory(session=session, shared_notes="As it was")
    url, before = reverse("session_edit", args=[session.pk]), sessions.fingerprint(log)
    words = {"held_on": session.held_on.isoformat(), "minutes": "60", "shared_notes": "My draft", "seen": before}
    browser = sign_in(cast.mentee)
    browser.post(reverse("session_edit_draft", args=[session.pk]), words, headers=HTMX)
    changes = {"held_on": session.held_on, "minutes": 60, "shared_notes": "Miriam's", "now": timezone.now()}
    sessions.edit(session, by=cast.mentor, **changes)
    page = browser.get(url)
    assert page.context["form"]["shared_notes"].value() == "My draft"
    assert "The notes as they stand now" in page.content.decode()
    assert browser.post(url, {**words, "draft_seen": "1"}).status_code == 422
    assert SessionLog.objects.get().shared_notes == "Miriam's"
    seen = sessions.fingerprint(SessionLog.objects.get())
    assert browser.post(url, {**words, "seen": seen, "draft_seen": "1"}).status_code == 302
    assert (SessionLog.objects.get().shared_notes, Draft.objects.count()) == ("My draft", 0)


def test_drafts_are_for_the_two_of_a_pair_that_lasts(cast, sign_in):
    with pytest.raises(Refused, match="two of a pair"):
        keep(cast, by="coordinator", shared_notes="x")
    pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())
    assert sign_in(cast.mentor).post(address(cast), {"shared_notes": "x"}).status_code == 403
    assert Draft.objects.count() == 0


def test_the_database_keeps_one_draft_of_each(cast):
    rows = {"author": cast.mentor, "pairing": cast.pairing, "values": {}, "saved_at": timezone.now()}
    Draft.objects.create(**rows)
    with pytest.raises(IntegrityError, match="draft_is_single"), transaction.atomic():
        Draft.objects.create(**rows)
    with pytest.raises(IntegrityError, match="draft_version_counts_from_one"), transaction.atomic():
        Draft.objects.update(version=0)


def test_what_was_kept_on_the_way_to_being_logged_is_no_draft_any_more(cast, sign_in):
    browser, words = sign_in(cast.mentor), form(cast, shared_notes="Ours\r\nand yours", private_note="Mine")
    page = {**words, "draft_seen": "0"}
    browser.post(address(cast), page, headers=HTMX)  # its answer had not come when the form was sent
    browser.post(new(cast), page)
    assert (Session.objects.count(), Draft.objects.count()) == (1, 0)


def test_what_arrives_after_the_session_was_logged_is_no_draft(cast, sign_in):
    browser, page = sign_in(cast.mentor), {**form(cast, shared_notes="Ours\r\nand yours"), "draft_seen": "0"}
    browser.post(new(cast), page)
    late = browser.post(address(cast), page, headers=HTMX)
    by_button = browser.post(address(cast), page)
    assert (late.status_code, late.content, Draft.objects.count()) == (204, b"", 0)
    assert by_button.url == reverse("pair", args=[cast.pairing.pk])


def test_other_words_in_a_form_that_was_logged_are_kept(cast, sign_in):
    browser, words = sign_in(cast.mentor), form(cast, shared_notes="First")
    browser.post(new(cast), words)
    browser.post(address(cast), {**words, "shared_notes": "First, and more"}, headers=HTMX)
    assert Draft.objects.get().values["shared_notes"] == "First, and more"


def test_of_another_tab_what_differs_stays(cast, sign_in):
    browser, words = sign_in(cast.mentor), form(cast, shared_notes="Here")
    browser.post(address(cast), {**words, "shared_notes": "In the other tab"}, headers=HTMX)
    browser.post(new(cast), {**words, "draft_seen": "0"})
    assert Draft.objects.get().values["shared_notes"] == "In the other tab"


def test_of_two_that_begin_at_once_the_second_is_shown_the_first_one(cast, monkeypatch):
    """Both have looked, and found none."""
    keep(cast, shared_notes="First")
    monkeypatch.setattr(
        drafts,
        "_keep",
        lambda place, values, seen, now: Draft.objects.create(**place, values=values, saved_at=now),
    )
    with pytest.raises(drafts.NewerDraft) as newer:
        keep(cast, shared_notes="Second")
    assert newer.value.draft.values == {"shared_notes": "First"}
