"""The mails about goals: true at the moment they go out, and never more in them than coordinators may read."""

import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from goals.goals import actions as goals
from goals.goals.mails import KINDS
from goals.milestones import actions as milestones
from mentoring.notifications.mail_log import showing
from mentoring.notifications.planning import kinds, letters
from mentoring.notifications.planning.models import Notification
from pairings.life import actions as pairing_actions
from tests.pages import hides, shows
from tests.sentences import HAD_ENDED, NOT_IN_PAIR

pytestmark = pytest.mark.django_db
GONE = "The goal wasn't waiting for the recipient's answer any more."


def propose(cast, **changes):
    words = {"title": "Run a demo", "by": cast.mentee, "now": timezone.now(), "form_key": uuid.uuid4()}
    return goals.propose(cast.pairing, **(words | changes))


def agreed(cast, **changes):
    return goals.agree(propose(cast, **changes), by=cast.mentor, now=timezone.now())


def outcome(kind):
    """What would go out now, in order: the text of the mail, or why there is none."""
    rows = list(Notification.objects.filter(kind=kind).order_by("pk").select_related("recipient"))
    prepared = kinds.get(kind).prepare(rows, timezone.now())
    return [read(kind, prepared[row.pk], row) for row in rows]


def read(kind, prepared, row):
    if isinstance(prepared, kinds.Suppressed):
        return prepared.reason
    rendered = letters.render(kind, {**prepared.context, "recipient": row.recipient})
    assert prepared.context["goal_url"] in rendered.text
    assert prepared.context["goal_url"] in rendered.html
    return showing.without_keys(f"{rendered.subject}\n{rendered.text}")


def test_proposal_reaches_the_other_side_with_the_title(cast):
    goal = propose(cast, why="WHY", measure="MEASURE", milestones=[("STEP", None)])
    (text,) = outcome("goal_proposed")
    assert text == (
        "Sam proposed a goal\n"
        "Hello Miriam,\n\n"
        "Sam Lee proposed a goal: “Run a demo”.\n\n"
        "Read it and talk about it when you meet next. Once you agree, it is a goal of you both.\n\n"
        f"Read it and answer, without signing in, for 14 days:\n{settings.SITE_URL}/goals/answer/…/\n\n"
        f"See the goal on your pages:\n{settings.SITE_URL}/goals/{goal.pk}/\n\n"
        "--\nYou are Sam’s mentor in Women in Engineering. This mail is sent once.\n"
    )


def test_proposal_agreed_before_it_went_out_is_not_sent(cast):
    agreed(cast)
    assert outcome("goal_proposed") == [GONE]


def test_only_the_newest_words_of_a_proposal_are_sent(cast):
    goal = propose(cast)
    goals.revise(goal, change="revise", reason="r", title="Run two", by=cast.mentee, now=timezone.now())
    old, new = outcome("goal_proposed")
    assert old == "The proposal was worded anew; that is told instead."
    assert new.splitlines()[:4] == [
        "Sam proposed a goal in new words",
        "Hello Miriam,",
        "",
        "Sam Lee worded a goal anew: “Run two”.",
    ]


def test_counter_proposal_replaces_the_proposal(cast):
    goals.revise(propose(cast), change="revise", reason="r", by=cast.mentor, now=timezone.now())
    first, second = outcome("goal_proposed")
    assert (first, second.splitlines()[:2]) == (GONE, ["Miriam proposed a goal in new words", "Hello Sam,"])


def test_agreement_is_told_while_it_holds(cast):
    goal = agreed(cast)
    assert outcome("goal_agreed")[0].splitlines()[0] == "Miriam agreed to your goal"
    goals.let_go(goal, reason="r", by=cast.mentee, now=timezone.now())
    assert outcome("goal_agreed") == ["The goal wasn't agreed any more."]


def test_of_several_changes_by_one_side_the_last_is_told(cast):
    goal, now = agreed(cast), timezone.now()
    goals.revise(goal, change="revise", reason="SECRET", title="A", by=cast.mentee, now=now)
    goals.revise(goal, change="rebuild", reason="SECRET", title="B", by=cast.mentee, now=now)
    goals.revise(goal, change="reaffirm", reason="SECRET", by=cast.mentor, now=now)
    first, second, third = outcome("goal_revised")
    assert first == "The goal was changed again; that is told instead."
    assert "Sam Lee changed “B”: rebuilt." in second
    assert "Miriam Okafor changed “B”: reaffirmed." in third
    assert "SECRET" not in first + second + third


def test_letting_go_is_told_as_a_change(cast):
    goals.let_go(agreed(cast), reason="SECRET", by=cast.mentor, now=timezone.now())
    (text,) = outcome("goal_revised")
    shows(text, "Miriam Okafor changed “Run a demo”: let go.", hides=["SECRET"])


def test_reached_goal_is_told_unless_it_was_revived(cast):
    goal = goals.reach(agreed(cast), by=cast.mentee, now=timezone.now())
    assert outcome("goal_reached")[0].splitlines()[0] == "Sam marked a goal as reached"
    goals.revise(goal, change="revive", reason="r", by=cast.mentee, now=timezone.now())
    assert outcome("goal_reached") == ["The goal wasn't marked as reached any more."]


def test_milestones_of_one_goal_are_told_together_without_their_words(cast):
    goal = agreed(cast, milestones=[("SECRET one", None), ("SECRET two", None), ("SECRET three", None)])
    for milestone in goal.milestones.all()[:2]:
        milestones.reach(milestone, evidence="SECRET", by=cast.mentee, now=timezone.now())
    first, second = outcome("milestone_reached")
    assert first == "Told together with another milestone of this goal."
    assert "Sam Lee marked a milestone of “Run a demo” as reached: 2 of 3 by now." in second
    assert "SECRET" not in second


@pytest.mark.parametrize("act", ["undo", "remove", "let_go"])
def test_milestone_that_is_no_longer_reached_is_not_told(cast, act):
    goal, now = agreed(cast, milestones=[("One", None)]), timezone.now()
    milestone = milestones.reach(goal.milestones.get(), by=cast.mentee, now=now)
    if act == "let_go":
        goals.let_go(goal, reason="r", by=cast.mentee, now=now)
    else:
        milestones.undo(milestone, by=cast.mentee, now=now)
    if act == "remove":
        milestones.remove(milestone, by=cast.mentee, now=now)
    assert outcome("milestone_reached") == [
        {"let_go": "The goal was let go before this went out."}.get(
            act, "The milestone wasn't marked as reached any more."
        )
    ]


def test_tick_taken_back_does_not_silence_the_one_before_it(cast):
    goal, now = agreed(cast, milestones=[("One", None), ("Two", None)]), timezone.now()
    one, two = goal.milestones.all()
    milestones.reach(one, by=cast.mentee, now=now)
    milestones.reach(two, by=cast.mentee, now=now)
    milestones.undo(two, by=cast.mentee, now=now)
    first, second = outcome("milestone_reached")
    assert "1 of 2 by now" in first
    assert second == "The milestone wasn't marked as reached any more."


def test_private_goal_is_told_without_its_title(cast):
    goal = agreed(cast, title="SECRET", is_private=True, milestones=[("SECRET", None)])
    milestones.reach(goal.milestones.get(), by=cast.mentee, now=timezone.now())
    (text,) = outcome("milestone_reached")
    assert "a milestone of a goal that only the two of you can see as reached: 1 of 1" in text
    assert "SECRET" not in text


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_nothing_goes_out_to_a_pair_that_has_ended(cast, kind):
    Notification.objects.create(
        key="k", recipient=cast.mentor, kind=kind, payload={"goal": propose(cast).pk}, due_at=timezone.now()
    )
    pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now() + timedelta(days=1))
    assert set(outcome(kind)) == {HAD_ENDED}


def test_nothing_goes_out_about_a_goal_that_is_gone_or_to_a_stranger(cast):
    for number, (recipient, goal) in enumerate([(cast.mentor, 0), (cast.outsider, propose(cast).pk)]):
        Notification.objects.create(
            key=str(number), recipient=recipient, kind="goal_agreed", payload={"goal": goal}, due_at=timezone.now()
        )
    assert outcome("goal_agreed") == [
        "The goal was removed before this went out.",
        NOT_IN_PAIR,
    ]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("kind", ["goal_proposed", "milestone_reached"])
def test_a_batch_takes_a_constant_number_of_queries(cast, kind, number, django_assert_num_queries):
    for _ in range(number):
        goal = propose(cast, milestones=[("One", None)])
        milestones.reach(goal.milestones.get(), by=cast.mentee, now=timezone.now())
    rows = list(Notification.objects.filter(kind=kind).select_related("recipient"))
    with django_assert_num_queries(3 if kind == "milestone_reached" else 2):
        assert len(kinds.get(kind).prepare(rows, timezone.now())) == number


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_the_sample_is_a_whole_mail(cast, kind):
    rendered = letters.render(kind, {**kinds.get(kind).sample(), "recipient": cast.mentor})
    assert rendered.html.count("<h1") == 1
    hides(rendered.html + rendered.text, "{{")
    assert "Run my first team demo" in rendered.text
