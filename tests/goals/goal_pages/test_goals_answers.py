"""Answering a proposed goal from the mail: without signing in, for 14 days, changed while nothing else has happened."""

import uuid
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from goals.goals import actions as goals
from goals.models import Comment, Goal
from mentoring.activity.models import Entry
from mentoring.notifications.answering import links
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Notification
from mentoring.web.integrity import Refused
from programs.people import actions as people_actions
from tests import factories
from tests.goals.goals.test_goals import end, propose, told
from tests.goals.goals.test_goals_mails import outcome
from tests.pages import shows
from tests.sentences import AGREE, ANSWER_IS_SAVED, PAIR_HAS_ENDED

pytestmark = pytest.mark.django_db


def link(goal, user, action="goal-agree"):
    return reverse("goal_answer", args=[links.make(action, user=user, object_id=goal.pk)])


def agree(goal, **changes):
    return {"answer": "agree", "version": goal.versions.count(), **changes}


def not_yet(text="Is it too big?", **changes):
    return {"answer": "not-yet", "text": text, "form_key": str(uuid.uuid4()), **changes}


def state(goal):
    goal.refresh_from_db()
    return goal.state


def test_the_mail_carries_a_link_of_its_own_for_its_recipient(cast):
    goal = propose(cast)
    row = Notification.objects.get(kind="goal_proposed")
    letter = kinds.get("goal_proposed").prepare([row], timezone.now())[row.pk]
    token = letter.context["answer_url"].rstrip("/").rsplit("/", 1)[1]
    read = links.read(token, action="goal-agree")
    assert (read.user_id, read.object_id) == (cast.mentor.pk, goal.pk)
    assert letter.actions == (("Read it and answer", letter.context["answer_url"]),)


def test_looking_changes_nothing_and_agreeing_takes_one_press(cast):
    goal = propose(cast, why="WHY", measure="MEASURE", milestones=[("STEP", None)])
    step = factories.StepFactory(program=cast.program, kind="goals", every_days=None)
    touchpoint = factories.TouchpointFactory(pairing=cast.pairing, step=step)
    browser, page = Client(), link(goal, cast.mentor)
    text = browser.get(page).content.decode()
    shows(text, "Run a demo", "WHY", "MEASURE", "STEP")
    assert (browser.head(page).status_code, state(goal)) == (200, "proposed")
    answer = browser.post(page, agree(goal))
    assert (answer.status_code, answer.url, state(goal), goal.agreed_by) == (302, page, "agreed", cast.mentor)
    touchpoint.refresh_from_db()
    assert touchpoint.state == "done"
    shows(browser.get(page), ANSWER_IS_SAVED, hides=["Run a demo", "WHY", "MEASURE", "STEP"])
    assert browser.get(reverse("goal", args=[goal.pk])).status_code == 302  # signed nobody in


def test_twice_agreed_is_agreed_once(cast):
    goal, browser = propose(cast), Client()
    for _ in range(2):
        browser.post(link(goal, cast.mentor), agree(goal))
    assert told() == [("goal_proposed", "Miriam Okafor"), ("goal_agreed", "Sam Lee")]


def test_the_answer_can_be_changed_while_nothing_else_has_happened(cast):
    goal, browser = propose(cast), Client()
    step = factories.StepFactory(program=cast.program, kind="goals", every_days=None)
    touchpoint = factories.TouchpointFactory(pairing=cast.pairing, step=step)
    browser.post(link(goal, cast.mentor), agree(goal))
    shows(browser.get(link(goal, cast.mentor) + "?again"), "Take my agreement back", hides=["Run a demo"])
    browser.post(link(goal, cast.mentor), not_yet())
    touchpoint.refresh_from_db()
    assert (state(goal), goal.agreed_by, goal.agreed_at, touchpoint.state) == ("proposed", None, None, "open")
    assert Comment.objects.values_list("by__name", "text").get() == ("Miriam Okafor", "Is it too big?")
    shows(browser.get(link(goal, cast.mentor)), ANSWER_IS_SAVED, hides=["Run a demo", "Is it too big?"])
    assert outcome("goal_agreed") == ["The goal wasn't agreed any more."]
    browser.post(link(goal, cast.mentor), agree(goal))
    assert state(goal) == "agreed"
    first, second = outcome("goal_agreed")
    assert (first, second.splitlines()[0]) == (
        "It was agreed anew; that is told instead.",
        "Miriam agreed to your goal",
    )
    assert list(Entry.objects.filter(subject_type="goal").order_by("pk").values_list("verb", flat=True)) == [
        "goal.proposed",
        "goal.agreed",
        "goal.agreement_taken_back",
        "goal.commented",
        "goal.agreed",
    ]


@pytest.mark.parametrize("act", ["revise", "comment", "reach"])
def test_once_something_else_has_happened_the_answer_stays(cast, act):
    goal, browser, now = propose(cast), Client(), timezone.now()
    browser.post(link(goal, cast.mentor), agree(goal))
    if act == "revise":
        goals.revise(goal, change="revise", reason="r", title="Two", by=cast.mentee, now=now)
    elif act == "reach":
        goals.reach(goal, by=cast.mentee, now=now)
    else:
        browser.force_login(cast.mentee, backend="django.contrib.auth.backends.ModelBackend")
        browser.post(reverse("goal_talk", args=[goal.pk]), {"text": "Great", "form_key": str(uuid.uuid4())})
    before = state(goal)
    assert "Take my agreement back" not in browser.get(link(goal, cast.mentor)).content.decode()
    words = Comment.objects.count()
    with pytest.raises(Refused, match="Something has happened to this goal since you agreed"):
        goals.take_back_agreement(goal, by=cast.mentor, now=now)
    browser.post(link(goal, cast.mentor), not_yet())
    assert (state(goal), Comment.objects.count()) == (before, words + (1 if act == "reach" else 0))


def test_nobody_agrees_to_words_they_have_not_read(cast):
    goal, browser = propose(cast), Client()
    read = agree(goal)
    goals.revise(goal, change="revise", reason="r", title="Ten", by=cast.mentee, now=timezone.now())
    answer = browser.post(link(goal, cast.mentor), read)
    page = answer.content.decode()
    assert (answer.status_code, state(goal)) == (422, "proposed")
    shows(page, "Sam has changed this goal meanwhile. Read it again, then agree.", "Ten")
    assert browser.post(link(goal, cast.mentor), {"answer": "agree"}).status_code == 422
    assert browser.post(link(goal, cast.mentor), agree(goal, version="9" * 5000)).status_code == 422
    assert (state(goal), browser.post(link(goal, cast.mentor), agree(goal)).status_code) == ("proposed", 302)


def test_not_yet_needs_a_word_and_keeps_a_long_one(cast):
    goal, browser, text = propose(cast), Client(), "ä" * 100_000
    answer = browser.post(link(goal, cast.mentor), not_yet(""))
    assert answer.context["form"].errors == {"text": ["Say what you would like to talk about."]}
    page = browser.post(link(goal, cast.mentor), not_yet(text)).content.decode()
    shows(page, "these are 100000. Nothing is lost", text)
    assert Comment.objects.count() == 0


def test_the_proposer_has_nothing_to_answer(cast):
    goal, browser = propose(cast), Client()
    page = browser.get(link(goal, cast.mentee)).content.decode()
    shows(page, "This goal doesn’t wait for your answer.", hides=[AGREE])
    answer = browser.post(link(goal, cast.mentee), agree(goal))
    assert (answer.status_code, state(goal)) == (422, "proposed")
    assert "The other side agrees to a goal, not the one who proposed it." in answer.content.decode()


def test_a_link_is_for_its_own_person_and_act_and_for_14_days(cast, monkeypatch):
    goal, browser = propose(cast), Client()
    assert browser.get(link(goal, cast.mentor, action="meeting")).status_code == 404
    assert browser.get(link(goal, cast.outsider)).status_code == 404
    assert browser.get(link(goal, cast.coordinator)).status_code == 404
    assert browser.get(reverse("goal_answer", args=["cut-in-two"])).status_code == 404
    page = link(goal, cast.mentor)
    now = timezone.now().timestamp()
    monkeypatch.setattr(signing.time, "time", lambda: now + timedelta(days=14).total_seconds() + 60)
    assert browser.post(page, agree(goal)).status_code == 410
    assert state(goal) == "proposed"


def test_who_has_left_answers_nothing_and_an_ended_pair_only_reads(cast):
    goal, browser = propose(cast), Client()
    end(cast)
    page = browser.get(link(goal, cast.mentor)).content.decode()
    shows(page, "Nothing to answer any more", hides=[AGREE, "Run a demo"])
    answer = browser.post(link(goal, cast.mentor), agree(goal))
    assert answer.status_code == 422
    shows(answer, PAIR_HAS_ENDED)
    people_actions.leave(cast.mentor_in, by=cast.coordinator, now=timezone.now())
    assert browser.get(link(goal, cast.mentor)).status_code == 404


def test_markup_in_the_goal_is_harmless_here_too(cast):
    evil = "<script>alert(1)</script>"
    goal = propose(cast, title=evil, why=evil, measure=evil, milestones=[(evil, None)])
    assert Client().get(link(goal, cast.mentor)).content.decode().count("<script>alert") == 0


def test_a_link_read_by_a_stranger_with_a_session_still_answers_as_its_person(cast, sign_in):
    goal = propose(cast)
    sign_in(cast.outsider).post(link(goal, cast.mentor), agree(goal))
    assert Goal.objects.get(pk=goal.pk).agreed_by == cast.mentor
