"""What a link from a mail shows without signing in: what is needed to answer; nothing of it once answered or ended.

A mail may be forwarded, even to the partner. Whatever the world of these tests has written in capitals is looked for on
every page behind a link; one that is not in the table fails.
"""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse
from django.utils import timezone

from goals.goals import actions as goals
from goals.goals.models import Goal
from mentoring.notifications.answering import links
from pairings.check_ins.models import CheckIn
from pairings.fit_checks.models import FitCheck
from pairings.life import actions as life
from pairings.listening.models import HeardAnswer
from pairings.models import Pairing
from pairings.usefulness.models import Usefulness
from tests import factories
from tests.pages import shows

WRITTEN = re.compile(r"\b[A-Z]{2,}(?:-[A-Z]+)+\b")
NAMES = ["Miriam", "Sam Lee", "Women in Engineering"]
NO_ANSWERS = {
    "join": "an invitation, for whoever brings it",
    "setup": "the first administrator’s",
    "calendar_feed": "read by calendar programs, as often as they like",
    "unsubscribe": "not about one thing; below",
}


@dataclass(frozen=True)
class Question:
    """`asked` makes one that waits for the mentee, and gives its id; `answer` is the form they send."""

    act: str
    asked: Callable
    answer: Callable
    needed: set[str] = field(default_factory=set)
    may_change: bool = True


def unsaid(model, **whose):
    def ask(world):
        model.objects.filter(**{name: getattr(world, of) for name, of in whose.items()}).delete()

    return ask


def after(forget, thing):
    def ask(world):
        forget(world)
        return getattr(world, thing).pk

    return ask


def a_goal(world):
    words = {"title": "GOAL-ASKED-ABOUT", "why": "WHY-IT-MATTERS", "measure": "HOW-IT-SHOWS"}
    return goals.propose(world.pairing, by=world.mentor, now=timezone.now(), form_key=uuid.uuid4(), **words).pk


def in_a_week(world):
    return (timezone.now().astimezone(world.mentee.zone).date() + timedelta(days=7)).isoformat()


def begun(world):
    """A planned session of yesterday, with words that its page must not show."""
    at = timezone.now() - timedelta(days=1)
    return factories.PlannedSessionFactory(pairing=world.pairing, starts_at=at, place="PLACE-OF-IT", note="NOTE-ON-IT")


MINE = {"member": "mentee_in"}
QUESTIONS = {
    "answer": Question(
        "meeting",
        lambda w: w.touchpoint.pk,
        lambda w: {"met": "yes", "held_on": factories.today(), "minutes": 41},
    ),
    "check_in_answer": Question(
        "check-in",
        after(unsaid(CheckIn, touchpoint="check_in", **MINE), "check_in"),
        lambda w: {"rating": 4, "comment": "MY-COMMENT"},
    ),
    "fit_check_answer": Question(
        "fit", after(unsaid(FitCheck, **MINE), "pairing"), lambda w: {"answer": "no", "words": "MY-WORDS"}
    ),
    "useful_answer": Question(
        "useful", after(unsaid(Usefulness, author="mentee"), "session"), lambda w: {"answer": "yes"}
    ),
    "feedback_useful": Question(
        "feedback",
        lambda w: factories.FeedbackFactory(pairing=w.pairing, strength="FEEDBACK-TO-RATE").pk,
        lambda w: {"rating": 3},
    ),
    "heard_answer": Question(
        "heard",
        after(unsaid(HeardAnswer, session="session"), "session"),
        lambda w: {"answer": "no", "meant": "WHAT-ELSE-I-MEANT", "heard": "WHAT-I-HEARD"},
        needed={"WHAT-I-HEARD"},
        may_change=False,
    ),
    "agreement_answer": Question(
        "agreement", lambda w: w.agreement.pk, lambda w: {}, needed={"AGREEMENT-TEXT"}, may_change=False
    ),
    "goal_answer": Question(
        "goal-agree",
        a_goal,
        lambda w: {"answer": "agree", "version": 1},
        needed={"GOAL-ASKED-ABOUT", "WHY-IT-MATTERS", "HOW-IT-SHOWS"},
    ),
    "time_answer": Question(
        "time", lambda w: w.proposal.pk, lambda w: {"answer": w.proposal.times.get().pk}, may_change=False
    ),
    "planned_answer": Question("planned", lambda w: w.planned.pk, lambda w: {"word": "MY-WORD"}),
    "planned_met": Question(
        "met", lambda w: begun(w).pk, lambda w: {"met": "yes", "held_on": factories.today(), "minutes": 41}
    ),
    "snooze": Question("snooze", lambda w: w.told.pk, lambda w: {"when": in_a_week(w)}, needed={"TITLE-IN-INBOX"}),
}


@pytest.fixture(params=list(QUESTIONS))
def question(request):
    return QUESTIONS[request.param]


@pytest.fixture
def address(request, question, world):
    name = next(name for name, one in QUESTIONS.items() if one is question)
    return reverse(name, args=[links.make(question.act, user=world.mentee, object_id=question.asked(world))])


def written(answer) -> set[str]:
    return set(WRITTEN.findall(answer.content.decode()))


def test_every_page_behind_a_link_is_in_the_table():
    names = {
        name
        for name, found in get_resolver().reverse_dict.items()
        if isinstance(name, str) and any("token" in arguments for possible in found[0] for arguments in [possible[1]])
    }
    assert names == QUESTIONS.keys() | NO_ANSWERS.keys()


def test_while_it_waits_a_link_shows_what_is_needed_and_leads_to_no_other(address, question, world):
    page = Client().get(address)
    assert page.status_code == 200
    assert written(page) == question.needed
    assert tokens_on(page) <= {address.rstrip("/").rsplit("/", 1)[1]}


def test_once_answered_a_link_shows_nothing_of_it(address, question, world):
    browser = Client()
    answer = browser.post(address, question.answer(world))
    assert (answer.status_code, answer["Location"]) == (302, address)
    page = browser.get(address)
    assert (page.status_code, written(page)) == (200, set())
    shows(page, "You can close this page.", "you sign in first", hides=NAMES)
    assert ("?again" in page.content.decode()) is question.may_change
    for one in (browser.get(f"{address}?again"), browser.head(address), browser.post(address, {"answer": "?"})):
        assert written(one) <= {"MY-WORD"}
    assert tokens_on(browser.get(f"{address}?again")) <= {address.rstrip("/").rsplit("/", 1)[1]}


def test_once_the_pair_has_ended_a_link_shows_nothing(address, question, world):
    """Fifteen days ago: until then, its last session can be logged."""
    life.end(world.pairing, ending="early", by=world.coordinator, now=timezone.now())
    Pairing.objects.update(ended_on=F("ended_on") - timedelta(days=15))
    browser = Client()
    for query in ("", "?again", "?a=yes", "?met=no"):
        page = browser.get(address + query)
        assert (page.status_code, written(page)) == (200, set())
        shows(page, "Thank you for looking.", hides=NAMES)
    page = browser.post(address, question.answer(world))
    assert (page.status_code, written(page) - {"MY-COMMENT", "MY-WORDS", "MY-WORD"}) == (422, set())


def test_once_answered_and_ended_a_link_shows_nothing(address, question, world):
    browser = Client()
    browser.post(address, question.answer(world))
    life.end(world.pairing, ending="early", by=world.coordinator, now=timezone.now())
    page = browser.get(address)
    assert (page.status_code, written(page)) == (200, set())
    shows(page, hides=NAMES)


def test_once_its_person_has_ended_all_links_it_shows_nothing_and_does_nothing(address, question, world):
    browser, other = Client(), reverse("unsubscribe", args=[links.make_unsubscribe("session_late", user=world.mentor)])
    assert (browser.get(address).status_code, written(browser.get(address))) == (200, question.needed)
    world.mentee.end_links()
    for page in (browser.get(address), browser.get(f"{address}?again"), browser.post(address, question.answer(world))):
        assert (page.status_code, written(page), tokens_on(page)) == (410, set(), set())
        shows(page, "This link doesn’t work any more", "sign in", "change your password", hides=NAMES)
    assert browser.get(other).status_code == 200
    new = address.replace(address.split("/")[-2], remade(address, question, world))
    assert (browser.get(new).status_code, written(browser.get(new))) == (200, question.needed)


@pytest.mark.parametrize("then", ["", "?again", "?rhythm=daily"])
def test_an_unsubscribe_link_leads_to_no_other_and_says_nothing_but_its_kind(world, then):
    token = links.make_unsubscribe("session_late", user=world.mentee)
    address = reverse("unsubscribe", args=[token])
    for page in (Client().get(address), Client().post(address + then)):
        assert (page.status_code, written(page), tokens_on(page)) == (200, set(), {token})
        shows(page, f'href="/inbox/{world.told.pk}/later/"', hides=NAMES)


def test_who_said_not_yet_to_a_goal_may_agree_after_all_and_reads_nothing_of_it_again(world):
    browser, pk = Client(), a_goal(world)
    address = reverse("goal_answer", args=[links.make("goal-agree", user=world.mentee, object_id=pk)])
    browser.post(address, {"answer": "not-yet", "text": "MY-DOUBTS", "form_key": str(uuid.uuid4())})
    page = browser.get(f"{address}?again")
    assert (page.status_code, written(page)) == (200, set())
    assert browser.post(address, {"answer": "agree", "version": page.context["version"]}).status_code == 302
    assert Goal.objects.get(pk=pk).agreed_by == world.mentee


def remade(address, question, world) -> str:
    """The token of the same link in an email that is written now."""
    link = links.read(resolve(address).kwargs["token"], action=question.act)
    return links.make(question.act, user=world.mentee, object_id=link.object_id)


def tokens_on(page) -> set[str]:
    """Of every link and every form on it."""
    places = re.findall(r'(?:href|action|hx-\w+)="(/[^"?#]*)', page.content.decode())
    return {found.kwargs["token"] for found in map(_resolved, places) if found and "token" in found.kwargs}


def _resolved(path):
    try:
        return resolve(path)
    except Resolver404:
        return None
