"""How a pair ends: finished by both as planned, early by both, early by one; and what each wishes afterwards."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.activity.sentences import sentence
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Notification
from mentoring.web.integrity import Refused
from pairings.endings import actions as endings
from pairings.endings.next_steps import after_the_end
from pairings.life import actions as pairing_actions
from pairings.models import Departure, EndingProposal, EndingWish, Finish
from tests import factories
from tests.next_steps import about_pairs
from tests.pages import shows
from tests.pairings.expectations.test_expectations import ODD, PASTE
from tests.sentences import HAD_ENDED, HAS_LEFT, NEW_MATCH, ONE_OF_TWO, PAIR_HAS_ENDED

NOW = timezone.now()
DAY = timedelta(days=1)


def page(cast, name="ending"):
    return reverse(name, args=[cast.pairing.pk])


def told(kind):
    """Who is told, with the letter or the reason why there is none."""
    rows = list(Notification.objects.filter(kind=kind).order_by("pk").select_related("recipient"))
    prepared = kinds.get(kind).prepare(rows, NOW)
    return [(row.recipient.first_name, prepared[row.pk]) for row in rows]


def names(kind):
    return [name for name, _ in told(kind)]


def body(answer):
    return answer.content.decode()


@pytest.fixture
def near(cast):
    """Their last day comes in a week."""
    cast.pairing.ends_on = cast.program.today(NOW) + 7 * DAY
    cast.pairing.save()
    return cast


@pytest.fixture
def closure(cast):
    step = factories.StepFactory(program=cast.program, kind="closure", title="Say goodbye well", every_days=None)
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=cast.program.today(NOW))


def finish(cast, part="mentor", *, at_once=False, now=NOW):
    endings.finish(cast.pairing, at_once=at_once, by=getattr(cast, part), now=now)
    cast.pairing.refresh_from_db()


@pytest.mark.django_db
class TestAsPlanned:
    def test_it_begins_two_weeks_before_the_last_day_or_with_its_step(self, cast, sign_in):
        with pytest.raises(Refused, match="Your ending begins on"):
            finish(cast)
        step = factories.StepFactory(program=cast.program, kind="closure", title="Goodbye", every_days=None)
        factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=cast.program.today(NOW))
        finish(cast)
        assert Finish.objects.count() == 1

    def test_both_have_finished_and_it_ends_on_its_last_day(self, near, closure):
        finish(near)
        closure.refresh_from_db()
        assert (closure.state, names("ending_finished")) == ("open", ["Sam"])
        finish(near, "mentee")
        closure.refresh_from_db()
        assert (closure.state, near.pairing.state) == ("done", "active")
        assert endings.end_finished(NOW + 6 * DAY) == 0
        assert endings.end_finished(NOW + 8 * DAY) == 1
        assert endings.end_finished(NOW + 8 * DAY) == 0
        near.pairing.refresh_from_db()
        assert (near.pairing.state, near.pairing.ending) == ("ended", "planned")
        assert sorted(names("pairing_ended")) == ["Miriam", "Sam"]
        assert names("pair_ended") == ["Cora"]

    def test_it_ends_at_once_if_both_wish(self, near):
        finish(near, at_once=True)
        finish(near, "mentee")
        assert near.pairing.state == "active"
        finish(near, "mentee", at_once=True)
        assert (near.pairing.state, near.pairing.ending) == ("ended", "planned")
        assert names("pairing_ended") == ["Miriam"]  # who did it reads it on the page

    def test_after_the_last_day_the_second_ends_it(self, near):
        finish(near, now=NOW + 9 * DAY)
        finish(near, "mentee", now=NOW + 9 * DAY)
        assert near.pairing.state == "ended"

    def test_it_can_be_taken_back_until_the_other_has_finished(self, near):
        finish(near)
        endings.not_finished(near.pairing, by=near.mentor, now=NOW)
        assert not Finish.objects.exists()
        assert told("ending_finished")[0][1].reason == "They had taken it back before this went out."
        finish(near)
        finish(near, "mentee")
        with pytest.raises(Refused, match="You have both finished"):
            endings.not_finished(near.pairing, by=near.mentor, now=NOW)

    def test_the_step_can_be_done_in_no_other_way(self, near, closure, sign_in):
        answer = sign_in(near.mentor).post(reverse("step_done", args=[closure.pk]), follow=True)
        assert "This step is done when both of you have said that you have finished." in body(answer)

    def test_its_page_leads_through(self, near, sign_in):
        text = body(sign_in(near.mentee).get(page(near)))
        for words in ("1. Your last session", "2. Thank", "3. Look back", "4. Then and now", "5. Your keepsake"):
            assert words in text
        answer = sign_in(near.mentee).post(page(near, "ending_finish"), {"said": "at_once"}, follow=True)
        assert "Miriam hasn’t said so yet." in body(answer)
        answer = sign_in(near.mentor).post(page(near, "ending_finish"), {"said": "at_once"}, follow=True)
        assert "have come to the end" in body(answer)


@pytest.mark.django_db
class TestNextSteps:
    def headlines(self, user):
        return [step.headline for step in about_pairs(user, now=NOW)]

    def test_the_last_days_are_a_next_step_until_one_has_finished(self, near, sign_in):
        assert "End well, you and Miriam" in self.headlines(near.mentee)
        finish(near)
        assert "Miriam has finished. Have you, too?" in self.headlines(near.mentee)
        assert "End well, you and Sam" not in self.headlines(near.mentor)
        for part, words in (("mentor", "Sam hasn’t said so yet."), ("mentee", "Miriam has finished.")):
            assert words in body(sign_in(getattr(near, part)).get(page(near, "pair")))

    def test_a_proposal_waits_for_the_partner_alone(self, cast, sign_in):
        endings.propose(cast.pairing, by=cast.mentee, now=NOW)
        asked = "Sam proposes to end your time as a pair"
        assert asked in self.headlines(cast.mentor)
        assert asked not in self.headlines(cast.mentee)
        assert asked in body(sign_in(cast.mentor).get(reverse("home")))
        assert "Read and answer" in body(sign_in(cast.mentor).get(page(cast, "pair")))
        assert "proposes" not in body(sign_in(cast.coordinator).get(page(cast, "pair")))

    def test_who_has_no_pair_any_more_finds_what_comes_next_on_home(self, cast, sign_in):
        asked = "After your time with Sam: what comes next?"
        assert asked not in body(sign_in(cast.mentor).get(reverse("home")))
        endings.part(cast.pairing, by=cast.mentee, now=NOW)
        assert asked in body(sign_in(cast.mentor).get(reverse("home")))
        endings.wish(cast.pairing, wish="talk", by=cast.mentor, now=NOW)
        assert asked not in body(sign_in(cast.mentor).get(reverse("home")))
        assert "After your time with Miriam" in body(sign_in(cast.mentee).get(reverse("home")))
        cast.pairing.refresh_from_db()
        cast.pairing.ended_on -= 40 * DAY
        cast.pairing.save()
        assert "After your time" not in body(sign_in(cast.mentee).get(reverse("home")))

    @pytest.mark.parametrize(("zone", "is_asked"), [("Europe/Berlin", False), ("America/New_York", True)])
    def test_for_thirty_days_of_the_program(self, cast, zone, is_asked):
        now = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)  # the 3rd in Berlin
        cast.program.time_zone = zone
        cast.program.save()
        days = {"started_on": date(2026, 8, 1), "ends_on": date(2027, 8, 1), "ended_on": date(2026, 10, 3)}
        vars(cast.pairing).update(state="ended", **days)
        cast.pairing.save()
        assert bool(after_the_end(cast.mentee, now=now)) is is_asked

    def test_after_the_end_the_page_of_the_pair_leads_on(self, cast, sign_in):
        endings.part(cast.pairing, by=cast.mentee, now=NOW)
        assert "How it ended, and what comes next" in body(sign_in(cast.mentor).get(page(cast, "pair")))
        assert "How it ended, and what they wish" in body(sign_in(cast.coordinator).get(page(cast, "pair")))


@pytest.mark.django_db
class TestEarlyByBoth:
    def propose(self, cast, part="mentee", word="WORD-OF-PROPOSAL"):
        return endings.propose(cast.pairing, word=word, by=getattr(cast, part), now=NOW)

    def test_one_proposes_and_the_other_agrees(self, cast, sign_in):
        sign_in(cast.mentee).post(page(cast, "ending_early"), {"word": "WORD-OF-PROPOSAL"})
        assert names("ending_proposed") == ["Miriam"]
        text = body(sign_in(cast.mentor).get(page(cast)))
        shows(text, "Shall we end our time as a pair now?", "WORD-OF-PROPOSAL")
        number = EndingProposal.objects.get().pk
        answer = sign_in(cast.mentor).post(
            page(cast, "ending_answer"), {"answer": "agree", "proposal": number}, follow=True
        )
        assert "have ended together" in body(answer)
        cast.pairing.refresh_from_db()
        assert (cast.pairing.ending, EndingProposal.objects.get().state) == ("early", "agreed")
        assert (names("pairing_ended"), names("pair_ended")) == (["Sam"], ["Cora"])
        assert "ending_proposed" in {row.kind for row in Notification.objects.all()}
        assert told("ending_proposed")[0][1].reason == HAD_ENDED

    def test_not_yet_is_told_kindly_and_changes_nothing(self, cast):
        proposal = self.propose(cast)
        endings.not_yet(cast.pairing, proposal=proposal.pk, by=cast.mentor, now=NOW)
        cast.pairing.refresh_from_db()
        assert (cast.pairing.state, names("ending_not_yet")) == ("active", ["Sam"])
        assert told("ending_proposed")[0][1].reason == "It was answered, or taken back, before this went out."
        self.propose(cast)  # later, once more

    def test_it_can_be_taken_back_by_who_proposed_it_alone(self, cast):
        proposal = self.propose(cast)
        with pytest.raises(Refused, match="settled already"):
            endings.withdraw(cast.pairing, proposal=proposal.pk, by=cast.mentor, now=NOW)
        endings.withdraw(cast.pairing, proposal=proposal.pk, by=cast.mentee, now=NOW)
        with pytest.raises(Refused, match="settled already"):
            endings.agree(cast.pairing, proposal=proposal.pk, by=cast.mentor, now=NOW)

    def test_nobody_agrees_with_themselves(self, cast):
        proposal = self.propose(cast)
        with pytest.raises(Refused, match="settled already"):
            endings.agree(cast.pairing, proposal=proposal.pk, by=cast.mentee, now=NOW)

    def test_two_proposals_at_a_time_are_refused_with_a_sentence(self, cast, sign_in):
        self.propose(cast)
        answer = sign_in(cast.mentor).post(page(cast, "ending_early"), {"word": "Me, too"})
        assert answer.status_code == 422
        shows(body(answer), "One of you has just proposed to end.")
        with pytest.raises(IntegrityError, match="ending_proposal_is_open_once"), transaction.atomic():
            EndingProposal.objects.create(pairing=cast.pairing, member=cast.mentor_in, proposed_at=NOW)

    def test_a_forged_answer_is_a_sentence(self, cast, sign_in):
        for sent in ({}, {"answer": "agree", "proposal": "9" * 30}, {"answer": "x", "proposal": "²"}):
            answer = sign_in(cast.mentor).post(page(cast, "ending_answer"), sent, follow=True)
            assert "This proposal is settled already." in body(answer)


@pytest.mark.django_db
class TestByOneSide:
    def test_the_partner_is_told_without_the_words_and_the_next_step_is_there(self, cast, sign_in):
        answer = sign_in(cast.mentee).post(page(cast, "ending_part"), {"words": "LEAVING-WORDS"}, follow=True)
        text = body(answer)
        for words in ("You have ended your time with Miriam", NEW_MATCH, "Talk to your coordinator"):
            assert words in text
        theirs = body(sign_in(cast.mentor).get(page(cast)))
        shows(theirs, "Sam has ended your time as a pair", hides=["LEAVING-WORDS"])
        assert NEW_MATCH in theirs
        [(name, letter)] = told("pairing_ended")
        assert (name, letter.context["partner_left"]) == ("Miriam", True)
        assert "LEAVING-WORDS" not in str(letter.context)
        [(name, letter)] = told("pair_ended")
        assert (name, letter.context["who"], letter.context["has_words"]) == ("Cora", "Sam Lee", True)
        assert "LEAVING-WORDS" in body(sign_in(cast.coordinator).get(page(cast)))

    def test_words_are_optional(self, cast, sign_in):
        sign_in(cast.mentor).post(page(cast, "ending_part"), {})
        assert (Departure.objects.get().words, Departure.objects.get().member) == ("", cast.mentor_in)

    def test_research_is_quoted_in_the_first_three_months_only(self, cast, sign_in):
        for name in ("ending_early", "ending_part"):
            assert "Grossman and Rhodes, 2002" in body(sign_in(cast.mentee).get(page(cast, name)))
        cast.pairing.started_on -= 61 * DAY
        cast.pairing.save()
        for name in ("ending_early", "ending_part"):
            assert "Grossman" not in body(sign_in(cast.mentee).get(page(cast, name)))

    def test_an_open_proposal_is_closed(self, cast):
        endings.propose(cast.pairing, by=cast.mentee, now=NOW)
        endings.part(cast.pairing, by=cast.mentor, now=NOW)
        assert EndingProposal.objects.get().state == "withdrawn"

    def test_a_coordinator_who_is_the_partner_reads_no_words(self, cast, sign_in):
        factories.MembershipFactory(user=cast.mentor, program=cast.program, role="coordinator")
        endings.part(cast.pairing, words="LEAVING-WORDS", by=cast.mentee, now=NOW)
        assert "LEAVING-WORDS" not in body(sign_in(cast.mentor).get(page(cast)))
        assert names("pair_ended") == ["Cora"]

    def test_who_no_longer_coordinates_is_not_told(self, cast):
        endings.part(cast.pairing, by=cast.mentee, now=NOW)
        cast.coordinator_in.state = "left"
        cast.coordinator_in.save()
        assert told("pair_ended")[0][1].reason == HAS_LEFT

    def test_it_ends_once(self, cast, sign_in):
        endings.part(cast.pairing, by=cast.mentee, now=NOW)
        late = sign_in(cast.mentor).post(page(cast, "ending_part"), {"words": "Me, too"}, follow=True)
        assert PAIR_HAS_ENDED in body(late)
        assert Departure.objects.get().member == cast.mentee_in
        with pytest.raises(IntegrityError, match="pairings_departure_pairing_id_key"), transaction.atomic():
            Departure.objects.create(pairing=cast.pairing, member=cast.mentor_in, left_at=NOW)


@pytest.mark.django_db
class TestWhatComesNext:
    @pytest.fixture
    def ended(self, cast):
        endings.part(cast.pairing, by=cast.mentee, now=NOW)
        return cast

    def test_a_wish_reaches_the_coordinators(self, ended, sign_in):
        assert "checked" in body(sign_in(ended.mentor).get(page(ended, "ending_wish") + "?wish=talk"))
        sent = {"wish": "new_match", "words": "NOTE-OF-WISH"}
        answer = sign_in(ended.mentor).post(page(ended, "ending_wish"), sent, follow=True)
        assert "Your note is with the coordinators" in body(answer)
        [(name, letter)] = told("ending_wish")
        assert (name, letter.context["who"]) == ("Cora", "Miriam Okafor")
        assert letter.context["wish"] == "asks for a new match"
        assert "NOTE-OF-WISH" not in str(letter.context)
        seen = body(sign_in(ended.coordinator).get(page(ended)))
        shows(seen, "NOTE-OF-WISH", "asks for a new match")
        assert "NOTE-OF-WISH" not in body(sign_in(ended.mentee).get(page(ended)))

    def test_the_same_twice_is_told_once_and_the_last_one_counts(self, ended):
        for wish in ("talk", "talk", "new_match"):
            endings.wish(ended.pairing, wish=wish, by=ended.mentee, now=NOW + DAY * len(wish))
        assert (EndingWish.objects.get().wish, len(told("ending_wish"))) == ("new_match", 2)

    def test_it_is_for_after_the_end(self, cast, sign_in):
        answer = sign_in(cast.mentor).post(page(cast, "ending_wish"), {"wish": "talk"})
        assert answer.status_code == 422
        shows(body(answer), "You are still a pair.")

    def test_nothing_and_something_else_are_sentences(self, ended, sign_in):
        browser = sign_in(ended.mentor)
        assert "Choose what you would like." in body(browser.post(page(ended, "ending_wish"), {}))
        assert ONE_OF_TWO in body(browser.post(page(ended, "ending_wish"), {"wish": "money"}))
        with pytest.raises(IntegrityError, match="ending_wish_is_one_of_two"), transaction.atomic():
            EndingWish.objects.create(pairing=ended.pairing, member=ended.mentor_in, wish="money", wished_at=NOW)


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize(("name", "field"), [("ending_early", "word"), ("ending_part", "words")])
    def test_a_long_paste_is_kept_and_answered_with_a_sentence(self, cast, sign_in, name, field):
        answer = sign_in(cast.mentor).post(page(cast, name), {field: PASTE})
        assert answer.status_code == 422
        shows(body(answer), "characters fit here", PASTE.strip())
        cast.pairing.refresh_from_db()
        assert (cast.pairing.state, EndingProposal.objects.count()) == ("active", 0)

    def test_odd_characters_do_no_harm(self, cast, sign_in):
        endings.propose(cast.pairing, word=ODD, by=cast.mentee, now=NOW)
        text = body(sign_in(cast.mentor).get(page(cast)))
        shows(text, "שלום 👋🏽", hides=["<script>alert"])
        endings.part(cast.pairing, words=ODD, by=cast.mentee, now=NOW)
        endings.wish(cast.pairing, wish="talk", words=ODD, by=cast.mentor, now=NOW)
        for part in ("mentor", "mentee", "coordinator"):
            text = body(sign_in(getattr(cast, part)).get(page(cast)))
            assert "<script>alert" not in text
        assert "שלום 👋🏽" in text

    def test_activity_says_what_happened_and_nothing_else(self, near):
        proposal = endings.propose(near.pairing, word="SECRET", by=near.mentee, now=NOW)
        endings.not_yet(near.pairing, proposal=proposal.pk, by=near.mentor, now=NOW)
        finish(near)
        finish(near, "mentee", at_once=True)
        pairing_actions.end(near.pairing, ending="planned", by=near.coordinator, now=NOW)
        endings.wish(near.pairing, wish="talk", words="SECRET", by=near.mentor, now=NOW)
        said = "\n".join(str(sentence(entry)) for entry in Entry.objects.filter(pairing_id=near.pairing.pk))
        told = ("asked their partner about ending a pair early", "wrote a note to the coordinators")
        shows(said, *told, hides=["SECRET"])

    def test_mails_take_the_same_number_of_queries_for_one_and_for_three(self, cast, django_assert_num_queries):
        endings.part(cast.pairing, words="x", by=cast.mentee, now=NOW)
        for number in range(3):
            endings.wish(cast.pairing, wish="talk", words=str(number), by=cast.mentor, now=NOW + DAY * number)
        rows = list(Notification.objects.filter(kind="ending_wish").select_related("recipient"))
        assert len(rows) == 3
        for some in (rows[:1], rows):
            with django_assert_num_queries(3):
                kinds.get("ending_wish").prepare(some, NOW)


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def at_once(self, *acts):
        outcomes, barrier = [], threading.Barrier(len(acts))

        def run(act):
            barrier.wait()
            try:
                act()
                outcomes.append("done")
            except Refused as refused:
                outcomes.append(refused.sentence)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=[act]) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(outcomes)

    def test_both_press_finished(self, near):
        acts = [
            lambda who=who: endings.finish(near.pairing, at_once=True, by=who, now=NOW)
            for who in (near.mentor, near.mentee)
        ]
        assert self.at_once(*acts) == ["done", "done"]
        near.pairing.refresh_from_db()
        assert (near.pairing.state, Entry.objects.filter(verb="pairing.ended").count()) == ("ended", 1)
        assert len(names("pair_ended")) == 1

    def test_both_press_end(self, cast):
        acts = [lambda who=who: endings.part(cast.pairing, by=who, now=NOW) for who in (cast.mentor, cast.mentee)]
        refused, done = self.at_once(*acts)[::-1], None
        assert "done" in refused
        assert [one for one in refused if PAIR_HAS_ENDED in one], refused
        assert (Departure.objects.count(), Entry.objects.filter(verb="pairing.ended").count(), done) == (1, 1, None)

    def test_one_finishes_and_the_coordinator_ends(self, near):
        endings.finish(near.pairing, at_once=True, by=near.mentor, now=NOW)
        found = self.at_once(
            lambda: endings.finish(near.pairing, at_once=True, by=near.mentee, now=NOW),
            lambda: pairing_actions.end(near.pairing, ending="early", by=near.coordinator, now=NOW),
        )
        assert "done" in found
        assert Entry.objects.filter(verb="pairing.ended").count() == 1


@pytest.mark.parametrize("name", ["goal_new", "learning_new", "times_propose", "feedback_new"])
def test_a_form_left_open_while_the_pair_ended_says_why_it_is_refused(cast, sign_in, name):
    pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())
    answer = sign_in(cast.mentee).post(reverse(name, args=[cast.pairing.pk]), {})
    assert answer.status_code == 403
    assert PAIR_HAS_ENDED in answer.content.decode()


@pytest.mark.django_db
def test_saying_it_twice_or_taking_back_what_was_not_said_leaves_no_trace(near):
    finish(near)
    finish(near, at_once=True)
    endings.not_finished(near.pairing, by=near.mentee, now=NOW)
    assert list(Entry.objects.filter(verb__startswith="ending.").values_list("verb", flat=True)) == ["ending.finished"]
    assert Notification.objects.filter(kind="ending_finished").count() == 1
