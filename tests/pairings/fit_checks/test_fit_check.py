"""Does it fit? Each answers alone, for the coordinators; the partner learns nothing, not even that one answered."""

import re
import threading
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.notifications.answering import links
from mentoring.notifications.planning import kinds, letters
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.writing import composing
from mentoring.web.integrity import Refused
from pairings.fit_checks import actions as fit_checks
from pairings.fit_checks import asking
from pairings.life import actions as life_actions
from pairings.models import FitCheck
from pairings.pauses import actions as pauses_actions
from programs.models import Program
from tests import factories
from tests.next_steps import about_pairs
from tests.pages import shows
from tests.pairings.expectations.test_expectations import ODD, PASTE
from tests.sentences import ANSWER_IS_SAVED, HAD_ANSWERED, NEW_MATCH, ONLY_THE_PAIR, READ_ONLY, too_long

NOW = timezone.now()


def answer(cast, part="mentor", say="good", words="", now=NOW):
    return fit_checks.answer(cast.pairing, answer=say, words=words, by=getattr(cast, part), now=now)


def page(cast, name="fit_check"):
    return reverse(name, args=[cast.pairing.pk])


def link(user, cast):
    return reverse("fit_check_answer", args=[links.make("fit", user=user, object_id=cast.pairing.pk)])


def outcome(kind):
    rows = list(Notification.objects.filter(kind=kind).order_by("pk").select_related("recipient"))
    prepared = kinds.get(kind).prepare(rows, NOW)
    return [(row.recipient.first_name, prepared[row.pk]) for row in rows]


def headlines(user, now=NOW):
    return [step.headline for step in about_pairs(user, now=now)]


@pytest.fixture
def step(cast):
    step = factories.StepFactory(program=cast.program, kind="fit_check", title="Fit check", every_days=None)
    due_on = cast.program.today(NOW) + timedelta(days=5)
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=due_on)


@pytest.mark.django_db
class TestAnswer:
    def test_the_step_is_done_when_both_have_answered(self, cast, step):
        answer(cast)
        step.refresh_from_db()
        assert step.state == "open"
        answer(cast, "mentee", "deciding")
        step.refresh_from_db()
        assert step.state == "done"
        assert Entry.objects.filter(verb="fit_check.answered").count() == 2

    @pytest.mark.parametrize("done", [False, True])
    def test_the_partner_learns_nothing(self, cast, step, sign_in, done):
        """Every page that the partner may open reads the same before the answer and after it."""
        factories.SessionFactory(pairing=cast.pairing)
        if done:
            answer(cast, "mentee")
        browser = sign_in(cast.mentee)
        pages = [reverse("home"), page(cast, "pair"), page(cast, "beginning"), page(cast)]

        def read():
            return [
                browser.get(one).content.decode().split("<main")[1].split("csrfmiddlewaretoken")[0] for one in pages
            ]

        before = read()
        answer(cast, say="no", words="FIT-WORDS")
        assert read() == before
        assert not Notification.objects.filter(recipient=cast.mentee).exists()

    def test_coordinators_read_answers_words_and_wishes(self, cast, sign_in):
        answer(cast, say="no", words="FIT-WORDS")
        sign_in(cast.mentor).post(page(cast, "fit_check_wish"), {"wish": "new_match"})
        for name in ("pair", "beginning"):
            text = sign_in(cast.coordinator).get(page(cast, name)).content.decode()
            assert "Miriam: Not a fit" in text
            assert "Asks for a new match." in text
            assert "FIT-WORDS" in text

    def test_the_last_answer_counts_and_a_wish_goes_with_its_no(self, cast):
        answer(cast, say="no")
        fit_checks.wish(cast.pairing, wish="talk", by=cast.mentor, now=NOW)
        assert answer(cast, say="no", words="More words").wish == "talk"
        changed = answer(cast, say="good")
        assert (FitCheck.objects.count(), changed.answer, changed.wish) == (1, "good", "")
        with pytest.raises(Refused, match="Say first that it isn’t a fit"):
            fit_checks.wish(cast.pairing, wish="talk", by=cast.mentor, now=NOW)

    def test_one_more_session_is_deciding_with_the_same_words(self, cast, sign_in):
        answer(cast, say="no", words="FIT-WORDS")
        sign_in(cast.mentor).post(page(cast, "fit_check_wish"), {"wish": "again"})
        said = FitCheck.objects.get()
        assert (said.answer, said.words) == ("deciding", "FIT-WORDS")
        assert said.ask_again_on == cast.program.today(timezone.now()) + timedelta(days=14)

    def test_a_no_offers_what_comes_next_at_once(self, cast, sign_in):
        text = sign_in(cast.mentor).post(page(cast), {"answer": "no"}, follow=True).content.decode()
        for words in ("Thank you for saying so", NEW_MATCH, "Talk to your coordinator"):
            assert words in text
        assert "Give it one more session" in text

    def test_nothing_too_much_and_forged_values_are_answered_with_sentences(self, cast, sign_in):
        browser = sign_in(cast.mentor)
        assert "Choose how it fits." in browser.post(page(cast), {}).content.decode()
        assert "Choose one of the three." in browser.post(page(cast), {"answer": "maybe"}).content.decode()
        long = browser.post(page(cast), {"answer": "no", "words": PASTE})
        assert long.status_code == 422
        shows(long, PASTE.strip())
        assert too_long(4000, 99_999) in long.content.decode()
        wished = browser.post(page(cast, "fit_check_wish"), {"wish": "talk"}, follow=True)
        assert "Say first that it isn’t a fit." in wished.content.decode()
        assert FitCheck.objects.count() == 0

    def test_odd_characters_do_no_harm(self, cast, sign_in):
        answer(cast, say="no", words=ODD)
        text = sign_in(cast.coordinator).get(page(cast, "beginning")).content.decode()
        shows(text, "שלום 👋🏽", hides=["<script>alert"])

    def test_only_the_two_answer_and_only_while_they_are_a_pair(self, cast, sign_in):
        with pytest.raises(Refused, match=ONLY_THE_PAIR):
            answer(cast, "coordinator")
        answer(cast, say="no", words="FIT-WORDS")
        life_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=NOW)
        browser = sign_in(cast.mentor)
        text = browser.get(page(cast)).content.decode()
        shows(text, "FIT-WORDS", hides=["<textarea"])
        for name in ("fit_check", "fit_check_wish"):
            late = browser.post(page(cast, name), {"answer": "good", "wish": "talk"}, follow=True)
            assert READ_ONLY in late.content.decode()
        assert FitCheck.objects.get().answer == "no"

    def test_a_step_of_one_side_waits_for_that_side_alone(self, cast, step):
        step.step.doer = "mentee"
        step.step.save()
        answer(cast, "mentor")
        step.refresh_from_db()
        assert step.state == "open"
        answer(cast, "mentee")
        step.refresh_from_db()
        assert step.state == "done"


@pytest.mark.django_db
class TestAsking:
    def test_home_asks_after_the_first_session_or_on_the_day(self, cast, step):
        asked = "Does it fit, you and Sam?"
        assert asked not in headlines(cast.mentor)
        assert asked in headlines(cast.mentor, NOW + timedelta(days=5))
        factories.SessionFactory(pairing=cast.pairing)
        assert asked in headlines(cast.mentor)
        answer(cast)
        assert asked not in headlines(cast.mentor, NOW + timedelta(days=30))

    def test_who_is_deciding_is_asked_again_on_the_day(self, cast):
        asked = "Does it fit, you and Sam?"
        Program.objects.update(quiet_weekends=False)  # whatever day it is in two weeks
        answer(cast, say="deciding")
        assert asked not in headlines(cast.mentor, NOW + timedelta(days=13))
        assert asked in headlines(cast.mentor, NOW + timedelta(days=14))
        row = Notification.objects.get(kind="fit_check_due")
        day = cast.program.today(NOW) + timedelta(days=14)
        assert (row.recipient, row.due_at.astimezone(cast.mentor.zone).strftime("%Y-%m-%d %H:%M")) == (
            cast.mentor,
            f"{day} 09:00",
        )
        [(_, told)] = outcome("fit_check_due")
        assert told.context["is_again"] is True
        answer(cast, say="good")
        [(_, gone)] = outcome("fit_check_due")
        assert gone.reason == HAD_ANSWERED

    def test_the_first_session_asks_both_by_mail_once(self, cast, step):
        assert asking.ask_whether_it_fits(NOW) == 0
        factories.SessionFactory(pairing=cast.pairing)
        assert asking.ask_whether_it_fits(NOW) == 2
        assert asking.ask_whether_it_fits(NOW + timedelta(hours=1)) == 0
        told = dict(outcome("fit_check_due"))
        assert sorted(told) == ["Miriam", "Sam"]
        context = {**told["Sam"].context, "recipient": cast.mentee}
        text = letters.render("fit_check_due", context).text
        assert link(cast.mentee, cast).split("/fit/")[0] in text
        assert "Not a fit: " in text
        answer(cast, "mentee")
        assert dict(outcome("fit_check_due"))["Sam"].reason == HAD_ANSWERED

    def test_who_has_answered_and_who_is_not_asked_get_no_mail(self, cast, step):
        factories.SessionFactory(pairing=cast.pairing)
        answer(cast)
        assert asking.ask_whether_it_fits(NOW) == 1
        Notification.objects.all().delete()
        step.step.doer = "mentor"
        step.step.save()
        assert asking.ask_whether_it_fits(NOW) == 0

    @pytest.mark.parametrize("state", ["paused", "ended"])
    def test_a_pair_that_does_not_meet_is_not_asked(self, cast, step, state):
        factories.SessionFactory(pairing=cast.pairing)
        if state == "paused":
            back = cast.program.today(NOW) + timedelta(days=9)
            pauses_actions.pause(cast.pairing, returns_on=back, by=cast.coordinator, now=NOW)
        else:
            life_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=NOW)
        assert asking.ask_whether_it_fits(NOW) == 0

    def test_coordinators_hear_of_a_no_without_its_words(self, cast):
        answer(cast, say="no", words="FIT-WORDS")
        answer(cast, say="no", words="FIT-WORDS, and more")
        [(name, told)] = outcome("fit_check_no")
        text = letters.render("fit_check_no", {**told.context, "recipient": cast.coordinator}).text
        assert name == "Cora"
        assert "Miriam Okafor has answered the fit check of Sam Lee with Miriam Okafor: not a fit." in text
        assert "There are words for you on the page of the pair." in text
        assert "FIT-WORDS" not in text
        answer(cast, say="good")
        [(_, gone)] = outcome("fit_check_no")
        assert gone.reason == "The answer was changed before this went out."

    def test_a_partner_who_coordinates_hears_nothing(self, cast, sign_in):
        factories.MembershipFactory(user=cast.mentee, program=cast.program, role="coordinator")
        answer(cast, say="no", words="FIT-WORDS")
        assert [name for name, _ in outcome("fit_check_no")] == ["Cora"]
        for name in ("pair", "beginning"):
            assert "FIT-WORDS" not in sign_in(cast.mentee).get(page(cast, name)).content.decode()

    def test_the_quiet_hours_of_the_program_hold_for_its_mails(self, cast):
        zone = cast.coordinator.zone
        Program.objects.update(quiet_from=time(14), quiet_until=time(10), quiet_weekends=False)
        noon = datetime(2026, 3, 4, 13, 55, tzinfo=zone)
        answer(cast, say="no", now=noon)
        answer(cast, "mentee", say="deciding", now=noon)
        due = dict(Notification.objects.filter(kind__startswith="fit_check").values_list("kind", "due_at"))
        again = datetime.combine(
            noon.astimezone(cast.mentee.zone).date() + timedelta(days=14), time(10), cast.mentee.zone
        )
        assert due == {"fit_check_no": datetime(2026, 3, 5, 10, tzinfo=zone), "fit_check_due": again}

    def test_the_quiet_hours_of_the_program_hold_for_the_first_question(self, cast, step):
        zone = cast.mentor.zone
        Program.objects.update(quiet_from=time(14), quiet_until=time(10), quiet_weekends=False)
        factories.SessionFactory(pairing=cast.pairing)
        assert asking.ask_whether_it_fits(datetime(2026, 3, 4, 14, 30, tzinfo=zone)) == 2
        assert {row.due_at for row in Notification.objects.all()} == {datetime(2026, 3, 5, 10, tzinfo=zone)}

    def test_no_log_tells_a_partner_who_coordinates_that_the_question_came_too_late(self, cast, step, sign_in):
        factories.MembershipFactory(user=cast.mentee, program=cast.program, role="coordinator")
        factories.SessionFactory(pairing=cast.pairing)
        assert asking.ask_whether_it_fits(NOW) == 2
        answer(cast)
        late = Notification.objects.get(recipient=cast.mentor, kind="fit_check_due")
        composing.compose(late.due_at)
        late.refresh_from_db()
        assert (late.state, late.reason) == ("suppressed", HAD_ANSWERED)
        browser = sign_in(cast.mentee)
        told = reverse("person", args=[cast.program.pk, cast.mentor_in.pk])
        for where in (told, reverse("program_mails", args=[cast.program.pk])):
            assert HAD_ANSWERED not in browser.get(where).content.decode()

    @pytest.mark.parametrize("say", ["no", "deciding"])
    def test_no_log_of_the_program_tells_a_partner_who_coordinates(self, cast, sign_in, say):
        factories.MembershipFactory(user=cast.mentee, program=cast.program, role="coordinator")
        answer(cast, say=say)
        assert Notification.objects.filter(program_id=None, kind__startswith="fit_check").exists()
        for name in ("program_mails", "program_activity"):
            shown = sign_in(cast.mentee).get(reverse(name, args=[cast.program.pk])).content.decode()
            assert "fit" not in re.sub(r"<[^>]*>", " ", shown[shown.index("<main") :]).lower()


@pytest.mark.django_db
class TestLink:
    def test_looking_writes_nothing_and_posting_answers(self, cast):
        browser = Client()
        for query in ("", "?answer=no", "?answer=nonsense"):
            assert browser.get(link(cast.mentor, cast) + query).status_code == 200
            assert browser.head(link(cast.mentor, cast) + query).status_code == 200
        assert FitCheck.objects.count() == 0
        assert browser.post(link(cast.mentor, cast), {"answer": "no", "words": "A word"}).status_code == 302
        said = FitCheck.objects.get()
        assert (said.member, said.answer, said.words) == (cast.mentor_in, "no", "A word")
        shows(browser.get(link(cast.mentor, cast)), ANSWER_IS_SAVED, hides=["A word", "Thank you for saying so"])
        page = browser.get(link(cast.mentor, cast) + "?again")
        assert page.context["form"].initial == {"answer": None, "words": ""}
        shows(page, "How does it fit?", hides=["A word", "checked", "Thank you for saying so"])
        assert "_auth_user_id" not in browser.session

    def test_who_is_still_deciding_is_asked_again_on_the_day(self, cast):
        answer(cast, "mentor", say="deciding")
        page = Client().get(link(cast.mentor, cast))
        shows(page, ANSWER_IS_SAVED)
        FitCheck.objects.update(ask_again_on=cast.program.today(NOW))
        page = Client().get(link(cast.mentor, cast) + "?answer=good")
        assert page.context["form"].initial == {"answer": "good", "words": ""}

    def test_it_is_personal_and_for_this_alone(self, cast):
        token = links.make("fit", user=cast.mentor, object_id=cast.pairing.pk)
        assert Client().get(reverse("agreement_answer", args=[token])).status_code == 404
        assert Client().get(link(cast.other_mentee, cast)).status_code == 404
        assert Client().get(link(cast.coordinator, cast)).status_code == 404
        assert Client().get(reverse("fit_check_answer", args=[token[:-2]])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_complete_the_step_once(cast, step):
    start, failed = threading.Barrier(2), []

    def act(part):
        try:
            start.wait()
            answer(cast, part)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[part]) for part in ("mentor", "mentee")]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    step.refresh_from_db()
    assert (failed, step.state, FitCheck.objects.count()) == ([], "done", 2)
    assert Entry.objects.filter(verb="touchpoint.done").count() == 1
