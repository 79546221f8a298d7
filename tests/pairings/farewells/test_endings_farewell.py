"""What the two write at the end: thanks that open together, and a reflection that is each one's own."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.notifications.planning.models import Notification
from mentoring.web.integrity import Refused
from pairings.endings import actions as endings
from pairings.farewells import actions as farewells
from pairings.farewells.actions import ReflectionAnswer
from pairings.models import Reflection, Thanks
from tests import factories
from tests.pages import shows
from tests.pairings.endings.test_endings import body, near, page, told  # noqa: F401  near is a fixture
from tests.pairings.expectations.test_expectations import ODD, PASTE
from tests.sentences import too_long

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + timedelta(minutes=5)


def thank(cast, part="mentor", text="MENTORS-THANKS", now=NOW, seen=""):
    return farewells.thank(cast.pairing, text=text, seen=seen, by=getattr(cast, part), now=now)


def reflect(cast, part="mentor", now=NOW, seen="", **answers):
    said = {question: ReflectionAnswer(*answer) for question, answer in answers.items()}
    farewells.reflect(cast.pairing, answers=said, seen=seen, by=getattr(cast, part), now=now)


def read(cast, part):
    return set(Thanks.objects.visible_to(getattr(cast, part)).values_list("text", flat=True))


class TestThanks:
    def test_they_open_when_both_have_written(self, cast, sign_in):
        thank(cast)
        assert (read(cast, "mentor"), read(cast, "mentee")) == ({"MENTORS-THANKS"}, set())
        waiting = body(sign_in(cast.mentee).get(page(cast, "ending_thanks")))
        shows(waiting, "Miriam has written to you.", hides=["MENTORS-THANKS"])
        answer = sign_in(cast.mentee).post(page(cast, "ending_thanks"), {"text": "MENTEES-THANKS"}, follow=True)
        shows(body(answer), "MENTORS-THANKS", "MENTEES-THANKS")
        assert read(cast, "mentor") == {"MENTORS-THANKS", "MENTEES-THANKS"}

    def test_they_open_when_the_pair_has_ended(self, cast):
        thank(cast)
        endings.part(cast.pairing, by=cast.mentee, now=NOW)
        assert read(cast, "mentee") == {"MENTORS-THANKS"}

    def test_each_is_told_once_without_the_words(self, cast):
        thank(cast)
        thank(cast, "mentee", "MENTEES-THANKS")
        (first, one), (second, other) = told("thanks_written")
        assert (first, second) == ("Sam", "Miriam")
        assert {letter.context["is_open"] for letter in (one, other)} == {True}  # by now both have written
        assert "THANKS" not in str(one.context)
        assert Notification.objects.filter(kind="thanks_written").count() == 2

    def test_they_can_be_changed_until_they_have_opened(self, cast):
        first = thank(cast)
        changed = thank(cast, text="BETTER", now=LATER, seen=farewells.stamp(first))
        assert changed.text == "BETTER"
        thank(cast, "mentee", "MENTEES-THANKS")
        with pytest.raises(Refused, match="stay as they are"):
            thank(cast, text="WORSE", seen=farewells.stamp(changed))
        assert read(cast, "mentee") == {"BETTER", "MENTEES-THANKS"}

    def test_two_windows_lose_nothing(self, cast, sign_in):
        browser = sign_in(cast.mentor)
        browser.post(page(cast, "ending_thanks"), {"text": "FROM-ONE-WINDOW", "seen": ""})
        answer = browser.post(page(cast, "ending_thanks"), {"text": "FROM-THE-OTHER", "seen": ""})
        text = body(answer)
        assert answer.status_code == 422
        shows(text, "FROM-ONE-WINDOW", "FROM-THE-OTHER")
        stamp = farewells.stamp(Thanks.objects.get())
        assert f'value="{stamp}"' in text
        browser.post(page(cast, "ending_thanks"), {"text": "BOTH", "seen": stamp})
        assert Thanks.objects.get().text == "BOTH"

    def test_nothing_and_too_much_are_sentences(self, cast, sign_in):
        browser = sign_in(cast.mentor)
        assert "Write what you want to thank for." in body(browser.post(page(cast, "ending_thanks"), {"text": " "}))
        long = browser.post(page(cast, "ending_thanks"), {"text": PASTE})
        assert long.status_code == 422
        shows(body(long), too_long(4000, 99_999))
        assert PASTE.strip() in body(long)
        thank(cast)
        row = {"pairing": cast.pairing, "member": cast.mentor_in, "written_at": NOW, "changed_at": NOW}
        for text, name in (("", "thanks_have_words"), ("x", "thanks_are_single")):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                Thanks.objects.create(**row, text=text)

    def test_odd_characters_do_no_harm(self, cast, sign_in):
        thank(cast, text=ODD)
        endings.part(cast.pairing, by=cast.mentor, now=NOW)
        text = body(sign_in(cast.mentee).get(page(cast, "ending_thanks")))
        shows(text, "שלום 👋🏽", hides=["<script>alert"])


class TestReflection:
    def test_an_answer_is_private_unless_it_is_shared(self, cast, sign_in):
        sent = {"learned": "I-LEARNED", "learned_shared": "on", "hard": "IT-WAS-HARD", "next": ""}
        sign_in(cast.mentor).post(page(cast, "ending_reflection"), sent)
        assert set(Reflection.objects.values_list("text", "is_shared")) == {("I-LEARNED", True), ("IT-WAS-HARD", False)}
        for name in ("ending", "ending_reflection"):
            theirs = body(sign_in(cast.mentee).get(page(cast, name)))
            assert "IT-WAS-HARD" not in theirs
        theirs = body(sign_in(cast.mentee).get(page(cast)))
        shows(theirs, "I-LEARNED", "Miriam shares this with you.")

    def test_sharing_can_be_taken_back_and_an_emptied_answer_goes(self, cast):
        reflect(cast, learned=("I-LEARNED", True), hard=("HARD", False))
        stamp = farewells.stamp(*Reflection.objects.all())
        reflect(cast, learned=("I-LEARNED", False), hard=("", False), seen=stamp, now=LATER)
        assert list(Reflection.objects.values_list("text", "is_shared")) == [("I-LEARNED", False)]

    def test_sharing_nothing_shares_nothing(self, cast, sign_in):
        sign_in(cast.mentor).post(page(cast, "ending_reflection"), {"learned": "", "learned_shared": "on"})
        assert not Reflection.objects.exists()

    def test_two_windows_lose_nothing(self, cast, sign_in):
        browser = sign_in(cast.mentor)
        browser.post(page(cast, "ending_reflection"), {"learned": "FROM-ONE-WINDOW"})
        answer = browser.post(page(cast, "ending_reflection"), {"hard": "FROM-THE-OTHER"})
        text = body(answer)
        assert answer.status_code == 422
        shows(text, "FROM-ONE-WINDOW", "FROM-THE-OTHER")

    def test_too_much_is_a_sentence_and_odd_characters_do_no_harm(self, cast, sign_in):
        browser = sign_in(cast.mentor)
        long = browser.post(page(cast, "ending_reflection"), {"next": PASTE})
        assert long.status_code == 422
        shows(body(long), too_long(4000, 99_999))
        reflect(cast, learned=(ODD, True))
        text = body(sign_in(cast.mentee).get(page(cast)))
        shows(text, "שלום 👋🏽", hides=["<script>alert"])

    def test_the_database_refuses_empty_words_and_a_second_answer(self, cast):
        reflect(cast, learned=("I-LEARNED", True))
        row = {"pairing": cast.pairing, "member": cast.mentor_in, "changed_at": NOW}
        for question, text, name in (
            ("hard", "", "reflection_has_words"),
            ("learned", "Again", "reflection_is_single"),
        ):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                Reflection.objects.create(**row, question=question, text=text)


class TestThenAndNow:
    def test_without_figures_the_first_goals_and_what_became_of_them(self, cast, sign_in):
        from goals.goals import actions as goals

        goal = factories.GoalFactory(pairing=cast.pairing, title="Run a demo")
        goals.agree(goal, by=cast.mentor, now=NOW)
        goals.reach(goal, by=cast.mentee, now=NOW)
        text = body(sign_in(cast.mentor).get(page(cast)))
        shows(text, "Run a demo", "Reached")

    def test_with_figures_the_areas(self, cast, sign_in):
        from goals.competencies import actions as competencies
        from programs.models import Competency

        for moment, rating in (("start", 2), ("end", 4)):
            ratings = dict.fromkeys(Competency.values, rating)
            competencies.rate(cast.pairing, moment=moment, ratings=ratings, by=cast.mentee, now=NOW)
        text = body(sign_in(cast.mentor).get(page(cast)))
        assert text.count('<td class="num">4</td>') == 6
        shows(text, "Grown in 6 of 6 areas")


def test_pages_ask_a_constant_number_of_questions(near, sign_in, django_assert_num_queries):  # noqa: F811
    """With one goal and with three, with nothing written and with everything."""
    browser = sign_in(near.mentor)
    numbers = {"ending": 11, "ending_thanks": 8, "ending_reflection": 7, "ending_early": 8, "ending_part": 8}
    for rows in (1, 2):
        factories.GoalFactory.create_batch(rows, pairing=near.pairing)
        for name, number in numbers.items():
            with django_assert_num_queries(number, info=name):
                browser.get(reverse(name, args=[near.pairing.pk]))
