"""What the acts of a pair refuse, or leave as it is, whichever page asks."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from goals.milestones import from_feedback
from goals.models import Milestone
from mentoring.activity.models import Entry
from mentoring.web.integrity import Refused
from pairings.agreement import actions as agreements
from pairings.endings import actions as endings
from pairings.farewells import actions as farewells
from pairings.feedback import actions as feedback
from pairings.feedback.checks import Words
from pairings.life import actions as life_actions
from pairings.models import AgreementVersion, EndingWish, Feedback, Pairing, Thanks
from pairings.pair import access as pair_access
from pairings.pauses import actions as pauses_actions
from pairings.touchpoints import actions as touchpoints
from tests import factories
from tests.sentences import ONLY_THE_PAIR

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_a_page_for_signed_in_people_is_for_nobody_else(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    with pytest.raises(PermissionDenied):
        pair_access.signed_in(request)


def test_an_agreement_that_was_never_drafted_is_neither_changed_nor_looked_at_again(cast):
    for act in (
        lambda: agreements.change(cast.pairing, text="We meet.", seen=0, by=cast.mentor, now=NOW),
        lambda: agreements.look_again(cast.pairing, by=cast.mentor, now=NOW),
    ):
        with pytest.raises(Refused, match="There is no text yet"):
            act()
    assert not AgreementVersion.objects.exists()


def test_only_the_two_say_what_they_wish_after_the_end(cast):
    endings.part(cast.pairing, by=cast.mentee, now=NOW)
    with pytest.raises(Refused, match=ONLY_THE_PAIR):
        endings.wish(cast.pairing, wish="talk", by=cast.coordinator, now=NOW)
    assert not EndingWish.objects.exists()


def test_the_same_thanks_again_change_nothing(cast):
    for days in (0, 1):
        farewells.thank(cast.pairing, text="Thank you.", by=cast.mentor, now=NOW + timedelta(days=days))
    assert Thanks.objects.values_list("changed_at", flat=True).get() == NOW


def test_feedback_says_something(cast):
    with pytest.raises(Refused, match="Write at least one of the four"):
        feedback.give(cast.pairing, Words(" ", "", "", ""), by=cast.mentor, now=NOW, form_key=uuid.uuid4())
    assert not Feedback.objects.exists()


def test_the_same_answer_to_feedback_again_keeps_its_time(cast):
    given = factories.FeedbackFactory(pairing=cast.pairing, sent_at=NOW)
    for days in (0, 1):
        feedback.answer(given, text="I will.", by=cast.mentee, now=NOW + timedelta(days=days))
    assert Feedback.objects.values_list("answered_at", flat=True).get() == NOW


def test_feedback_is_not_taken_up_by_a_goal_of_another_pair(cast):
    given = factories.FeedbackFactory(pairing=cast.pairing)
    with pytest.raises(Refused, match="isn’t one of this pair"):
        from_feedback.take_up(given, factories.GoalFactory(), by=cast.mentee, now=NOW)
    assert not Milestone.objects.exists()


def test_a_pause_ends_before_the_pair_does(cast):
    with pytest.raises(Refused, match="their last day"):
        pauses_actions.pause(
            cast.pairing, returns_on=cast.pairing.ends_on + timedelta(days=1), by=cast.coordinator, now=NOW
        )
    assert Pairing.objects.get().state == "active"


def test_who_takes_no_pause_does_not_come_back(cast):
    with pytest.raises(Refused, match="taking a pause"):
        pauses_actions.resume(cast.pairing, by=cast.coordinator, now=NOW)


def test_the_same_rhythm_again_is_no_act(cast):
    before = Entry.objects.count()
    life_actions.set_cadence(cast.pairing, every_days=None, by=cast.coordinator, now=NOW)
    assert Entry.objects.count() == before


def test_nobody_is_their_own_mentor(cast):
    mentee = factories.MembershipFactory(user=cast.mentor, program=cast.program, role="mentee")
    two = {"mentor": cast.mentor_in, "mentee": mentee}
    with pytest.raises(Refused, match="Choose two different people"):
        life_actions.start(cast.program, **two, started_on=cast.program.today(NOW), by=cast.coordinator, now=NOW)
    assert Pairing.objects.get() == cast.pairing


def test_a_step_of_one_is_not_reopened_by_the_other(cast):
    step = factories.StepFactory(program=cast.program, kind="training", doer="mentor", every_days=None)
    done = factories.TouchpointFactory(
        pairing=cast.pairing, step=step, state="done", done_at=NOW, done_on=cast.program.today(NOW)
    )
    with pytest.raises(Refused, match="This step is for the mentor"):
        touchpoints.reopen_marked(done, by=cast.mentee, now=NOW)
    done.refresh_from_db()
    assert done.state == "done"
