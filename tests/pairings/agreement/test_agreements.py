"""The agreement of a pair: drafted from both answers, changed together, signed by both on one version."""

import threading
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mentoring.activity.models import Entry
from mentoring.notifications.answering import links
from mentoring.notifications.planning import kinds, letters
from mentoring.notifications.planning.models import Notification
from mentoring.web.integrity import Refused
from pairings.agreement import actions as agreements
from pairings.agreement import drafting
from pairings.agreement.actions import ChangedMeanwhile
from pairings.life import actions as pairing_actions
from pairings.models import AgreementSignature, AgreementVersion
from tests import factories
from tests.next_steps import about_pairs
from tests.pages import hides, shows
from tests.pairings.expectations.test_expectations import ODD, PASTE, both
from tests.sentences import ANSWER_IS_SAVED, ONLY_THE_PAIR, READ_ONLY, SIGN, SIGNED_BY_BOTH, too_long

NOW = timezone.now()


def begin(cast, part="mentee"):
    return agreements.begin(cast.pairing, by=getattr(cast, part), now=NOW)


def change(cast, part="mentor", *, text="We meet on Tuesdays.", seen=1):
    return agreements.change(cast.pairing, text=text, seen=seen, by=getattr(cast, part), now=NOW)


def sign(cast, part="mentor", *, number=1):
    return agreements.sign(cast.pairing, number=number, by=getattr(cast, part), now=NOW)


def signed(cast, number=1):
    sign(cast, number=number)
    return sign(cast, "mentee", number=number)


def page(cast, name="agreement"):
    return reverse(name, args=[cast.pairing.pk])


def link(user, version):
    return reverse("agreement_answer", args=[links.make("agreement", user=user, object_id=version.pk)])


@pytest.fixture(autouse=True)
def settled(monkeypatch):
    """An outline in which nothing is open, so that it can be signed; classes about what is open take the real one."""
    monkeypatch.setattr(drafting, "outline", lambda: "## How often we meet\n\nEvery two weeks.")


@pytest.fixture
def step(cast):
    step = factories.StepFactory(program=cast.program, kind="agreement", title="Agreement", every_days=None)
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=cast.program.today(NOW))


WORDS = st.text(max_size=80)
SIDE = st.builds(
    drafting.Side,
    name=st.sampled_from(["Sam", "Miriam"]),
    hopes=WORDS,
    rhythm=st.sampled_from(["Every week", "Once a month"]),
    ways=st.lists(st.sampled_from(["E-mail", "Telephone", "In person"]), unique=True, min_size=1),
    reach=WORDS,
    between_us=WORDS,
    would_stop=WORDS,
)


class TestDraft:
    @given(first=SIDE, second=SIDE)
    def test_holds_every_word_of_both(self, first, second):
        text = drafting.draft([first, second])
        for side in (first, second):
            for words in (side.hopes, side.reach, side.between_us, side.would_stop):
                assert words.strip() in text
            for way in side.ways:
                assert way.lower() in text.lower()
        assert (drafting.TO_BE_AGREED in text) >= (first.rhythm != second.rhythm)

    def test_says_what_is_shared_once_and_what_differs_by_name(self):
        sam = drafting.Side("Sam", "To speak up", "Every week", ["E-mail", "Telephone"], "", "All", "Silence")
        miriam = drafting.Side("Miriam", "To learn", "Once a month", ["Telephone"], "Not at night", "All", "Rudeness")
        text = drafting.draft([sam, miriam])
        assert "**Sam:** To speak up\n\n**Miriam:** To learn" in text
        assert "(to be agreed) Sam: every week; Miriam: once a month." in text
        assert "We both like: telephone.\nSam also likes: e-mail.\n\n**Miriam:** Not at night" in text

    def test_an_agreed_rhythm_stands_there_plainly(self):
        side = drafting.Side("Sam", "a", "Every week", ["E-mail"], "", "b", "c")
        assert "## How often we meet\n\nEvery week.\n" in drafting.draft([side, side])


@pytest.mark.django_db
class TestBegin:
    @pytest.fixture(autouse=True)
    def settled(self):
        """The real outline."""

    def test_is_drafted_from_both_answers_once_they_are_open(self, cast):
        both(cast)
        version = begin(cast)
        assert (version.number, version.origin) == (1, "answers")
        assert "**Sam:** MENTEES-HOPE\n\n**Miriam:** MENTORS-HOPE" in version.text
        assert begin(cast, "mentor") == version
        assert AgreementVersion.objects.count() == 1

    def test_an_outline_holds_nothing_of_a_single_answer(self, cast):
        from tests.pairings.expectations.test_expectations import hand_in

        hand_in(cast, hopes="MENTORS-HOPE")
        version = begin(cast)
        assert version.origin == "outline"
        hides(version.text, "MENTORS-HOPE")
        assert version.text.count(drafting.TO_BE_AGREED) == 5

    def test_only_the_two_begin(self, cast):
        with pytest.raises(Refused, match=ONLY_THE_PAIR):
            begin(cast, "coordinator")


@pytest.mark.django_db
class TestChange:
    def test_each_change_is_a_version(self, cast):
        begin(cast)
        change(cast, text="Two")
        change(cast, "mentee", text="Three", seen=2)
        found = AgreementVersion.objects.values_list("number", "origin", "by__name")
        assert list(found) == [
            (1, "outline", "Sam Lee"),
            (2, "edited", "Miriam Okafor"),
            (3, "edited", "Sam Lee"),
        ]

    def test_the_same_words_are_no_change(self, cast, sign_in):
        text = begin(cast).text
        sign_in(cast.mentor).post(page(cast, "agreement_edit"), {"text": text.replace("\n", "\r\n"), "seen": 1})
        assert AgreementVersion.objects.count() == 1

    def test_the_second_of_two_keeps_the_words_and_reads_the_others(self, cast, sign_in):
        begin(cast)
        change(cast, text="MENTORS-WORDS")
        browser = sign_in(cast.mentee)
        answer = browser.post(page(cast, "agreement_edit"), {"text": "MENTEES-WORDS", "seen": 1})
        text = answer.content.decode()
        assert answer.status_code == 422
        shows(text, "MENTORS-WORDS", "MENTEES-WORDS")
        assert "Miriam has saved other words meanwhile." in text
        assert AgreementVersion.objects.count() == 2
        assert answer.context["form"]["seen"].value() == "2"
        browser.post(page(cast, "agreement_edit"), {"text": "BOTH", "seen": 2})
        assert agreements.newest(cast.pairing).text == "BOTH"

    @pytest.mark.parametrize("words", [{"text": "", "seen": 1}, {"text": "a", "seen": "x"}, {"text": "a"}])
    def test_nothing_and_forged_values_are_answered_with_a_sentence(self, cast, sign_in, words):
        begin(cast)
        assert sign_in(cast.mentor).post(page(cast, "agreement_edit"), words).status_code == 422
        assert AgreementVersion.objects.count() == 1

    def test_too_much_is_kept_and_odd_characters_do_no_harm(self, cast, sign_in):
        begin(cast)
        browser = sign_in(cast.mentor)
        long = browser.post(page(cast, "agreement_edit"), {"text": PASTE, "seen": 1})
        assert long.status_code == 422
        assert too_long(40_000, 99_999) in long.content.decode()
        assert PASTE.strip() in long.content.decode()
        browser.post(page(cast, "agreement_edit"), {"text": ODD, "seen": 1})
        text = sign_in(cast.mentee).get(page(cast)).content.decode()
        shows(text, "שלום 👋🏽", hides=["<script>alert"])


@pytest.mark.django_db
class TestSign:
    def test_both_sign_and_the_step_is_done(self, cast, step, sign_in):
        begin(cast)
        sign(cast)
        step.refresh_from_db()
        assert step.state == "open"
        text = sign_in(cast.mentee).get(page(cast)).content.decode()
        assert "Miriam has signed" in text
        sign_in(cast.mentee).post(page(cast, "agreement_sign"), {"number": 1})
        step.refresh_from_db()
        assert step.state == "done"
        assert SIGNED_BY_BOTH in sign_in(cast.mentor).get(page(cast)).content.decode()
        assert Entry.objects.filter(verb="agreement.signed").count() == 2

    def test_twice_changes_nothing(self, cast):
        begin(cast)
        sign(cast)
        sign(cast)
        assert AgreementSignature.objects.count() == 1
        assert Entry.objects.filter(verb="agreement.signed").count() == 1

    def test_a_change_clears_a_signature_and_says_so(self, cast, sign_in):
        begin(cast)
        sign(cast)
        warned = sign_in(cast.mentee).get(page(cast, "agreement_edit")).content.decode()
        assert "Miriam has signed this version. If you change it, both of you sign again." in warned
        change(cast, "mentee")
        text = sign_in(cast.mentor).get(page(cast)).content.decode()
        assert "A change clears that" in text
        assert SIGN in text

    @pytest.mark.parametrize("number", ["1", "3", "0", "x", "-1", "9" * 30])
    def test_only_the_newest_version_is_signed(self, cast, sign_in, number):
        begin(cast)
        change(cast)
        answer = sign_in(cast.mentee).post(page(cast, "agreement_sign"), {"number": number}, follow=True)
        assert "The text has changed since you read it." in answer.content.decode()
        assert AgreementSignature.objects.count() == 0

    def test_looking_again_keeps_the_signed_words_readable(self, cast, sign_in):
        begin(cast)
        browser = sign_in(cast.mentee)
        browser.post(page(cast, "agreement_again"))
        assert AgreementVersion.objects.count() == 1  # it isn't signed: there is nothing to look at again
        signed(cast)
        browser.post(page(cast, "agreement_again"))
        browser.post(page(cast, "agreement_again"))
        assert list(AgreementVersion.objects.values_list("number", "origin")) == [(1, "outline"), (2, "again")]
        text = browser.get(page(cast)).content.decode()
        assert "Version 1, which both of you have signed," in text
        old = browser.get(reverse("agreement_version", args=[cast.pairing.pk, 1])).content.decode()
        shows(old, "Signed by Miriam", "Signed by Sam")
        assert browser.get(reverse("agreement_version", args=[cast.pairing.pk, 9])).status_code == 404
        assert "You are looking at it again." in browser.get(page(cast, "beginning")).content.decode()

    def test_coordinators_see_only_whether_it_is_signed(self, cast, sign_in):
        begin(cast)
        change(cast, text="SECRET-WORDS")
        browser = sign_in(cast.coordinator)
        for name in ("beginning", "pair"):
            text = browser.get(page(cast, name)).content.decode()
            shows(text, "Not signed yet.", hides=["SECRET-WORDS"])
        signed(cast, 2)
        assert "Signed." in browser.get(page(cast, "beginning")).content.decode()
        for name in ("agreement", "agreement_edit"):
            assert browser.get(page(cast, name)).status_code == 403

    def test_an_ended_pair_reads_and_does_not_write(self, cast, sign_in):
        begin(cast)
        change(cast, text="OUR-WORDS")
        pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=NOW)
        browser = sign_in(cast.mentee)
        text = browser.get(page(cast)).content.decode()
        shows(text, "OUR-WORDS", hides=[SIGN, "Change the text"])
        for name in ("agreement_sign", "agreement_again", "agreement_begin", "agreement_edit"):
            answer = browser.post(page(cast, name), {"number": 2, "text": "Late", "seen": 2}, follow=True)
            assert READ_ONLY in answer.content.decode()
        assert AgreementVersion.objects.count() == 2

    def test_the_pages_ask_the_same_for_one_version_and_for_many(self, cast, sign_in, django_assert_num_queries):
        begin(cast)
        sign(cast)
        browser = sign_in(cast.mentee)
        browser.get(page(cast))
        with django_assert_num_queries(PAGE_QUERIES):
            browser.get(page(cast))
        for number in range(1, 4):
            change(cast, text=f"Version {number}", seen=number)
            sign(cast, number=number + 1)
        with django_assert_num_queries(PAGE_QUERIES):
            browser.get(page(cast))


PAGE_QUERIES = 10


@pytest.mark.django_db
class TestOpenPlaces:
    """What is still to be agreed can’t be signed, on no way; the page leads to it."""

    OPEN = "Something is still open: "

    @pytest.fixture(autouse=True)
    def settled(self):
        """The real outline."""

    def test_nobody_signs_what_is_still_to_be_agreed(self, cast, step, sign_in):
        begin(cast)
        with pytest.raises(Refused, match=self.OPEN + "What we hope for, How often we meet"):
            sign(cast)
        answer = sign_in(cast.mentee).post(page(cast, "agreement_sign"), {"number": 1}, follow=True)
        shows(answer, self.OPEN)
        assert AgreementSignature.objects.count() == 0

    def test_the_page_names_what_is_open_and_leads_to_writing_it(self, cast, sign_in):
        begin(cast)
        change(cast, text="## How often\n\n(To be agreed) weekly?\n\n## Where\n\nOnline.")
        browser = sign_in(cast.mentee)
        shows(
            browser.get(page(cast)), "Still to agree on", '<li dir="auto">How often</li>', hides=[SIGN, ">Where</li>"]
        )
        shows(browser.get(page(cast)), page(cast, "agreement_edit"), "Write what we agreed")
        shows(browser.get(page(cast, "agreement_edit")), "Still to agree on")
        posted = {"text": "## How often\n\nWeekly (to be agreed).", "seen": 2}
        shows(
            browser.post(page(cast, "agreement_edit"), posted, follow=True), "once nothing in it is still to be agreed"
        )
        settled = {"text": "## How often\n\nWeekly.", "seen": 3}
        shows(
            browser.post(page(cast, "agreement_edit"), settled, follow=True),
            "Saved. Now each of you can sign it.",
            SIGN,
            hides=["Still to agree on"],
        )

    def test_the_link_from_the_mail_doesnt_sign_it_either(self, cast):
        address = link(cast.mentor, begin(cast))
        shows(Client().get(address), "Still to agree on", page(cast, "agreement_edit"), hides=[SIGN])
        refused = Client().post(address)
        assert refused.status_code == 422
        shows(refused, self.OPEN)

    def test_the_mail_says_that_something_is_open(self, cast):
        begin(cast, "mentor")
        [row] = Notification.objects.filter(kind="agreement_changed").select_related("recipient")
        told = kinds.get("agreement_changed").prepare([row], NOW)[row.pk]
        written = letters.render("agreement_changed", {**told.context, "recipient": cast.mentee})
        shows(written.text, "Something in it is still to be agreed.", hides=["Read and sign"])
        shows(written.html, "Something in it is still to be agreed.", hides=["Read and sign"])

    def test_a_draft_from_two_different_answers_is_open_where_they_differ(self):
        sam = drafting.Side("Sam", "a", "Every week", ["E-mail"], "", "b", "c")
        miriam = drafting.Side("Miriam", "a", "Once a month", ["E-mail"], "", "b", "c")
        assert drafting.open_places(drafting.draft([sam, miriam])) == ["How often we meet"]
        assert drafting.open_places(drafting.draft([sam, sam])) == []
        assert drafting.open_places("(to be agreed)") == ["The beginning"]


@pytest.mark.django_db
class TestMail:
    def outcome(self, kind):
        rows = list(Notification.objects.filter(kind=kind).order_by("pk").select_related("recipient"))
        prepared = kinds.get(kind).prepare(rows, NOW)
        return [(row.recipient.first_name, prepared[row.pk]) for row in rows]

    def test_the_partner_hears_of_the_words_that_stand_after_a_while(self, cast):
        begin(cast, "mentor")
        change(cast, text="SECRET-WORDS")
        (first, gone), (second, told) = self.outcome("agreement_changed")
        assert (first, second) == ("Sam", "Sam")
        assert gone.reason == "The text was changed again; that is told instead."
        row = Notification.objects.filter(kind="agreement_changed").last()
        assert row.due_at - NOW == timedelta(minutes=30)
        text = letters.render("agreement_changed", {**told.context, "recipient": cast.mentee}).text
        assert "Miriam Okafor has changed the text" in text
        assert "SECRET-WORDS" not in text

    def test_a_lost_signature_is_said(self, cast):
        begin(cast)
        sign(cast)
        change(cast, "mentee")
        told = [said for name, said in self.outcome("agreement_changed") if name == "Miriam"][-1]
        assert told.context["lost_signature"] is True

    def test_signing_asks_the_partner_and_then_tells_the_first(self, cast):
        begin(cast)
        sign(cast)
        [(name, told)] = self.outcome("agreement_signed")
        assert (name, told.context["is_signed"]) == ("Sam", False)
        assert [said.reason for _, said in self.outcome("agreement_changed")] == [
            "It was signed before this went out; that is told instead."
        ]
        agreements.sign(cast.pairing, number=1, by=cast.mentee, now=NOW + timedelta(minutes=1))
        (_, own), (name, told) = self.outcome("agreement_signed")
        assert own.reason == "They had signed themselves before this went out."
        assert (name, told.context["is_signed"]) == ("Miriam", True)

    def test_a_batch_takes_a_constant_number_of_queries(self, cast, django_assert_num_queries):
        begin(cast)
        sign(cast)
        rows = list(Notification.objects.filter(kind="agreement_signed").select_related("recipient"))
        with django_assert_num_queries(4):
            kinds.get("agreement_signed").prepare(rows, NOW)
        with django_assert_num_queries(4):
            kinds.get("agreement_signed").prepare(rows * 3, NOW)


@pytest.mark.django_db
class TestLink:
    def test_looking_signs_nothing_and_signs_nobody_in(self, cast):
        version, browser = begin(cast), Client()
        for ask in (browser.get, browser.head):
            assert ask(link(cast.mentor, version)).status_code == 200
        assert "## What" not in browser.get(link(cast.mentor, version)).content.decode()
        assert AgreementSignature.objects.count() == 0
        assert "_auth_user_id" not in browser.session

    def test_posting_signs_that_version(self, cast):
        version, browser = begin(cast), Client()
        assert browser.post(link(cast.mentor, version)).status_code == 302
        assert AgreementSignature.objects.get().member == cast.mentor_in
        shows(browser.get(link(cast.mentor, version)), ANSWER_IS_SAVED, hides=["What"])

    def test_an_older_version_is_not_signed(self, cast):
        version, browser = begin(cast), Client()
        change(cast)
        assert "The text has changed since" in browser.get(link(cast.mentor, version)).content.decode()
        answer = browser.post(link(cast.mentor, version))
        assert (answer.status_code, AgreementSignature.objects.count()) == (422, 0)

    def test_it_expires_is_personal_and_for_this_alone(self, cast, monkeypatch):
        version = begin(cast)
        other = reverse("fit_check_answer", args=[links.make("agreement", user=cast.mentor, object_id=version.pk)])
        assert Client().get(other).status_code == 404
        assert Client().get(link(cast.other_mentee, version)).status_code == 404
        assert Client().get(link(cast.coordinator, version)).status_code == 404
        assert Client().get(link(cast.mentor, version)[:-3] + "/").status_code == 404
        address = link(cast.mentor, version)
        monkeypatch.setattr(signing.time, "time", lambda: NOW.timestamp() + 15 * 86_400)
        assert Client().get(address).status_code == 410

    def test_nothing_is_signed_after_the_end(self, cast):
        version = begin(cast)
        pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=NOW)
        shows(Client().get(link(cast.mentor, version)), "This pair has ended.", hides=["How we work together"])
        assert Client().post(link(cast.mentor, version)).status_code == 422
        assert AgreementSignature.objects.count() == 0


@pytest.mark.django_db
def test_home_asks_for_the_draft_and_the_signature(cast, step):
    def first(part):
        return next(iter(about_pairs(getattr(cast, part), now=NOW)))

    assert (first("mentee").headline, first("mentee").label) == ("Agree how you and Miriam work together", "Draft it")
    begin(cast)
    assert first("mentee").label == "Read and sign"
    sign(cast)
    assert (first("mentee").rank, first("mentee").headline) == (5, "Miriam has signed your agreement")
    assert first("mentor").rank == 11


def at_once(*acts) -> list[Exception]:
    start, failed = threading.Barrier(len(acts)), []

    def run(act):
        try:
            start.wait()
            act()
        except Refused as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return failed


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_it_at_once_one_is_told_and_nothing_is_overwritten(cast):
    begin(cast)
    words = [("mentor", "MENTORS-WORDS"), ("mentee", "MENTEES-WORDS")]
    failed = at_once(*(lambda who=who, text=text: change(cast, who, text=text) for who, text in words))
    assert [type(error) for error in failed] == [ChangedMeanwhile]
    assert AgreementVersion.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_once_complete_the_step_once(cast, step):
    begin(cast)
    assert at_once(lambda: sign(cast), lambda: sign(cast, "mentee")) == []
    step.refresh_from_db()
    assert (step.state, AgreementSignature.objects.count()) == ("done", 2)


@pytest.mark.django_db(transaction=True)
def test_a_signature_never_lands_on_words_that_were_not_read(cast):
    begin(cast)
    at_once(lambda: sign(cast), lambda: change(cast, "mentee"))
    newest = agreements.newest(cast.pairing)
    assert (newest.number, newest.signatures.count()) == (2, 0)
