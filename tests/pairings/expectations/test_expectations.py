"""Expectations: answered alone, drafts that save themselves, opened together, side by side."""

import threading
import uuid

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.notifications.planning import kinds, letters
from mentoring.notifications.planning.models import Notification
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.expectations import actions as expectations
from pairings.expectations.actions import Answers, SavedElsewhere
from pairings.expectations.queries import side_by_side
from pairings.life import actions as pairing_actions
from pairings.models import Expectation
from tests import factories
from tests.next_steps import about_pairs
from tests.pages import shows
from tests.sentences import OTHER_WINDOW, PAIR_HAS_ENDED, READ_ONLY, SEEN_DIFFERENTLY, too_long

NOW = timezone.now()
PASTE = "word " * 20_000
ODD = "שלום 👋🏽 <script>alert('x')</script> \u202eabc"
WHOLE = {"hopes": "To speak up", "rhythm": "weekly", "ways": ["mail", "phone"], "reach": "", "between_us": "All of it"}
WHOLE |= {"would_stop": "Silence"}
HTMX = {"HX-Request": "true"}
MINE, OTHER = uuid.uuid4(), uuid.uuid4()


def save(cast, part="mentor", *, window=MINE, seen=0, act=expectations.save, **words) -> Expectation:
    return act(cast.pairing, Answers(**(WHOLE | words)), window=window, seen=seen, by=getattr(cast, part), now=NOW)


def hand_in(cast, part="mentor", **words) -> Expectation:
    return save(cast, part, act=expectations.hand_in, **words)


def both(cast) -> tuple[Expectation, Expectation]:
    return hand_in(cast, hopes="MENTORS-HOPE"), hand_in(cast, "mentee", window=OTHER, hopes="MENTEES-HOPE")


def page(cast):
    return reverse("expectations", args=[cast.pairing.pk])


def form(**changes):
    return {**WHOLE, "window": MINE, "seen": 0, **changes}


@pytest.fixture
def step(cast):
    step = factories.StepFactory(program=cast.program, kind="expectations", title="Expectations", every_days=90)
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=cast.program.today(NOW))


@pytest.mark.django_db
class TestBlind:
    def test_nobody_reads_an_answer_before_both_have_answered(self, cast, sign_in):
        hand_in(cast, hopes="MENTORS-HOPE")
        save(cast, "mentee", hopes="MENTEES-HOPE", window=OTHER)
        mentee = sign_in(cast.mentee).get(page(cast)).content.decode()
        shows(mentee, "MENTEES-HOPE", hides=["MENTORS-HOPE"])
        mentor = sign_in(cast.mentor).get(page(cast)).content.decode()
        shows(mentor, "MENTORS-HOPE", hides=["MENTEES-HOPE"])
        assert "Both answers open once Sam has answered, too." in mentor
        assert list(Expectation.objects.visible_to(cast.coordinator)) == []
        assert [one.hopes for one in Expectation.objects.visible_to(cast.mentee)] == ["MENTEES-HOPE"]

    def test_coordinators_see_that_one_has_answered(self, cast, sign_in):
        hand_in(cast)
        browser = sign_in(cast.coordinator)
        assert browser.get(page(cast)).status_code == 403
        text = browser.get(reverse("beginning", args=[cast.pairing.pk])).content.decode()
        assert "Miriam has answered." in text
        assert "To speak up" not in text

    def test_both_open_together_and_the_step_is_done(self, cast, step, sign_in):
        both(cast)
        for part in ("mentor", "mentee"):
            text = sign_in(getattr(cast, part)).get(page(cast)).content.decode()
            shows(text, "MENTORS-HOPE", "MENTEES-HOPE")
        step.refresh_from_db()
        assert step.state == "done"
        assert Entry.objects.filter(verb="expectations.handed_in").count() == 2

    def test_handed_in_is_final(self, cast):
        hand_in(cast)
        with pytest.raises(Refused, match="You have handed in your answers"):
            save(cast, hopes="Something else", seen=1)
        assert hand_in(cast).hopes == "To speak up"
        assert Notification.objects.count() == 1

    def test_the_partner_is_told_of_the_answer_but_not_what_it_says(self, cast):
        _, second = both(cast)
        rows = list(Notification.objects.order_by("pk"))
        prepared = kinds.get("expectations_answered").prepare(rows, NOW)
        assert [row.recipient for row in rows] == [cast.mentee, cast.mentor]
        assert prepared[rows[0].pk].reason == "They had answered themselves before this went out."
        assert prepared[rows[1].pk].context["is_open"] is True
        text = letters.render(rows[1].kind, {**prepared[rows[1].pk].context, "recipient": cast.mentor}).text
        assert "Your answers are open now" in text
        assert "HOPE" not in text
        Expectation.objects.filter(pk=second.pk).update(handed_in_at=None)
        waiting = kinds.get("expectations_answered").prepare(rows[:1], NOW)[rows[0].pk]
        assert waiting.context["is_open"] is False


@pytest.mark.django_db
class TestDraft:
    def test_saves_itself_and_says_when(self, cast, sign_in):
        answer = sign_in(cast.mentor).post(page(cast), form(hopes="Half a"), headers=HTMX)
        text = answer.content.decode()
        saved = Expectation.objects.get()
        assert f"Saved {dates.clock(saved.saved_at, cast.mentor.zone)}" in text
        assert text.strip().startswith('<p class="muted small" id="draft">')
        assert (saved.hopes, saved.handed_in_at) == ("Half a", None)

    def test_an_empty_draft_is_kept_too(self, cast, sign_in):
        sign_in(cast.mentor).post(page(cast), {"window": MINE, "seen": 0, "hopes": "x"}, headers=HTMX)
        sign_in(cast.mentor).post(page(cast), {"window": MINE, "seen": 0}, headers=HTMX)
        assert Expectation.objects.get().hopes == ""

    def test_too_much_is_said_and_nothing_is_swapped_away(self, cast, sign_in):
        answer = sign_in(cast.mentor).post(page(cast), form(hopes=PASTE), headers=HTMX)
        assert answer.status_code == 200
        assert "Not saved." in answer.content.decode()
        assert Expectation.objects.count() == 0
        pressed = sign_in(cast.mentor).post(page(cast), form(hopes=PASTE, reach=PASTE, save=1))
        assert pressed.status_code == 422
        assert too_long(3000, 99_999) in pressed.content.decode()
        assert too_long(1000, 99_999) in pressed.content.decode()
        assert PASTE.strip() in pressed.content.decode()

    def test_handing_in_asks_for_all_five(self, cast, sign_in):
        answer = sign_in(cast.mentor).post(page(cast), {"window": MINE, "seen": 0, "hand_in": 1})
        text = answer.content.decode()
        assert answer.status_code == 422
        for sentence in (
            "Say what you hope for.",
            "Choose how often you would like to meet.",
            "Choose how you would like to be reached.",
            "Say what stays between you.",
            "Say what would make you stop.",
        ):
            assert sentence in text
        assert Expectation.objects.count() == 0

    @pytest.mark.parametrize("changes", [{"rhythm": "hourly"}, {"ways": ["pigeon"]}, {"window": "x"}, {"seen": "x"}])
    def test_forged_values_are_answered_with_a_sentence(self, cast, sign_in, changes):
        assert sign_in(cast.mentor).post(page(cast), form(**changes, save=1)).status_code == 422

    def test_without_a_script_it_is_saved_by_a_button(self, cast, sign_in):
        answer = sign_in(cast.mentor).post(page(cast), form(save=1), follow=True)
        assert "Your draft is saved. Nobody but you reads it." in answer.content.decode()

    def test_two_windows_lose_nothing(self, cast, sign_in):
        browser = sign_in(cast.mentor)
        browser.post(page(cast), form(hopes="FIRST-WINDOW", window=OTHER), headers=HTMX)
        quiet = browser.post(page(cast), form(hopes="SECOND-WINDOW"), headers=HTMX)
        assert "Not saved." in quiet.content.decode()
        assert Expectation.objects.get().hopes == "FIRST-WINDOW"
        pressed = browser.post(page(cast), form(hopes="SECOND-WINDOW", save=1))
        text = pressed.content.decode()
        assert pressed.status_code == 422
        shows(text, "FIRST-WINDOW", "SECOND-WINDOW")
        assert OTHER_WINDOW in text
        assert "input delay" not in text  # from here on only a press of a button saves
        assert pressed.context["form"]["seen"].value() == "1"
        browser.post(page(cast), form(hopes="BOTH", seen=1, save=1))
        assert Expectation.objects.get().hopes == "BOTH"

    def test_one_window_follows_its_own_saves(self, cast):
        assert [save(cast, hopes=f"{n}").version for n in range(3)] == [1, 2, 3]
        assert save(cast, hopes="2", window=OTHER).version == 3
        with pytest.raises(SavedElsewhere):
            save(cast, hopes="3", window=OTHER)
        assert save(cast, hopes="3", window=OTHER, seen=3).version == 4

    def test_odd_characters_are_kept_and_do_no_harm(self, cast, sign_in):
        hand_in(cast, **dict.fromkeys(("hopes", "reach", "between_us", "would_stop"), ODD))
        hand_in(cast, "mentee", window=OTHER)
        text = sign_in(cast.mentee).get(page(cast)).content.decode()
        assert "<script>alert" not in text
        assert "שלום 👋🏽" in text


@pytest.mark.django_db
class TestSideBySide:
    def test_differences_are_marked_only_for_choices(self, cast):
        mine = hand_in(cast)
        theirs = hand_in(cast, "mentee", window=OTHER, rhythm="monthly", ways=["phone", "video"], hopes="Else")
        rows = side_by_side(mine, theirs)
        assert [number for number, row in enumerate(rows) if row.differs] == [1, 2]
        assert len(rows) == 5
        assert rows[1].word.startswith(SEEN_DIFFERENTLY)
        assert rows[2].word.startswith("Telephone: that suits you both.")

    def test_the_same_choices_are_said_to_be_the_same(self, cast):
        rows = side_by_side(hand_in(cast), hand_in(cast, "mentee", window=OTHER))
        assert [row.word for row in rows] == ["", *["You both chose the same."] * 2, "", ""]

    def test_nothing_in_common_asks_for_one(self, cast):
        rows = side_by_side(hand_in(cast, ways=["mail"]), hand_in(cast, "mentee", window=OTHER, ways=["chat"]))
        assert rows[2].word == "You and Sam chose different ways. Agree on one that you both look at."

    def test_a_later_occurrence_is_done_by_looking_again(self, cast, step, sign_in):
        browser, again = sign_in(cast.mentee), reverse("expectations_again", args=[cast.pairing.pk])
        early = browser.post(again, follow=True).content.decode()
        assert "Your answers open once both of you have handed in." in early
        both(cast)
        following = cast.pairing.touchpoints.open().get()
        following.counted_from = following.due_on = cast.program.today(NOW)
        following.save()
        cast.pairing.touchpoints.filter(pk=step.pk).update(done_on=cast.program.today(NOW).replace(year=2020))
        assert "We have looked at them again" in browser.get(page(cast)).content.decode()
        browser.post(again)
        following.refresh_from_db()
        assert following.state == "done"


@pytest.mark.django_db
class TestEnded:
    def test_an_ended_pair_reads_and_does_not_write(self, cast, sign_in):
        both(cast)
        pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=NOW)
        text = sign_in(cast.mentee).get(page(cast)).content.decode()
        assert "MENTORS-HOPE" in text
        answer = sign_in(cast.mentee).post(page(cast), form(save=1), follow=True)
        assert READ_ONLY in answer.content.decode()

    def test_what_never_opened_stays_closed(self, cast, sign_in):
        hand_in(cast, hopes="MENTORS-HOPE")
        save(cast, "mentee", window=OTHER, hopes="A draft")
        pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=NOW)
        mentee = sign_in(cast.mentee).get(page(cast)).content.decode()
        shows(mentee, "A draft", hides=["MENTORS-HOPE"])
        assert "the answers never opened" in sign_in(cast.mentor).get(page(cast)).content.decode()
        with pytest.raises(Refused, match=PAIR_HAS_ENDED):
            hand_in(cast, "mentee", window=OTHER)


@pytest.mark.django_db
def test_home_asks_for_the_answer_that_is_missing(cast, step):
    def first(part):
        return next(iter(about_pairs(getattr(cast, part), now=NOW)))

    assert first("mentee").headline == "What do you expect from your time with Miriam?"
    hand_in(cast)
    assert first("mentee").detail == "Miriam has answered. Both answers open once you have, too."
    assert first("mentor").rank == 11


@pytest.mark.django_db(transaction=True)
def test_two_who_hand_in_at_once_open_both_and_complete_the_step_once(cast, step):
    """Each alone would see the other as missing: the lock lets the second see the first."""
    start, failed = threading.Barrier(2), []

    def act(part, window):
        try:
            start.wait()
            hand_in(cast, part, window=window)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=both) for both in (("mentor", MINE), ("mentee", OTHER))]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert failed == []
    step.refresh_from_db()
    assert step.state == "done"
    assert Expectation.objects.opened().count() == 2
    assert Entry.objects.filter(verb="touchpoint.done").count() == 1
