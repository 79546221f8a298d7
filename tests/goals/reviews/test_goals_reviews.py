"""The goal review: one decision on each agreed goal, then it is held and the next one is planned."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goals.goals import actions as goals
from goals.goals import talking as talk
from goals.models import GoalReview, GoalVersion
from goals.reviews import actions as reviews
from goals.reviews import queries as reviews_queries
from mentoring.activity.models import Entry
from mentoring.web.integrity import Refused
from pairings.models import Touchpoint
from tests import factories
from tests.goals.goals.test_goals import agreed, at_once, end, page_of, propose, today
from tests.pages import shows
from tests.sentences import PAIR_HAS_ENDED, too_long

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(cast):
    step = factories.StepFactory(program=cast.program, kind="goal_review", title="Goal review", every_days=42)
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=today(cast))


def address(cast):
    return reverse("goal_review", args=[cast.pairing.pk])


def decision(page, **changes):
    first = page.context["form"].initial
    return {name: value for name, value in first.items() if value not in (None, False)} | changes


def decide(browser, cast, change="reaffirm", reason="Still right", **changes):
    page = browser.get(address(cast))
    return browser.post(address(cast), decision(page, change=change, reason=reason, **changes))


def test_it_walks_through_the_goals_and_books_the_next(cast, due, sign_in):
    first, second = agreed(cast, title="First"), agreed(cast, title="Second")
    browser = sign_in(cast.mentee)
    page = browser.get(address(cast))
    assert page.context["goal"] == first
    shows(page, "Goal 1 of 2")
    assert GoalReview.objects.count() == 0  # looking begins nothing
    answer = decide(browser, cast)
    due.refresh_from_db()
    assert (answer.url, due.state, browser.get(address(cast)).context["goal"]) == (address(cast), "open", second)
    answer = decide(sign_in(cast.mentor), cast, change="revise", reason="Smaller", title="Second, smaller")
    held = GoalReview.objects.get()
    due.refresh_from_db()
    assert (answer.url, held.begun_by, due.state) == (f"{address(cast)}?held={held.pk}", cast.mentee, "done")
    assert held.held_at is not None
    following = Touchpoint.objects.get(step=due.step, occurrence=2)
    assert following.due_on == today(cast) + timedelta(days=42)
    text = browser.get(answer.url).content.decode()
    shows(text, "First", "Second, smaller", "Still right", "Smaller", "Your next goal review")
    assert list(GoalVersion.objects.filter(review=held).values_list("goal", "change", "by").order_by("pk")) == [
        (first.pk, "reaffirm", cast.mentee.pk),
        (second.pk, "revise", cast.mentor.pk),
    ]
    assert Entry.objects.filter(verb="goals.reviewed").values_list("actor_name").get() == ("Miriam Okafor",)
    assert "Sam Lee reaffirmed it in a goal review" in browser.get(page_of(first)).content.decode()


def test_a_goal_of_another_pair_of_theirs_is_not_reviewed_here(cast, sign_in):
    other = factories.PairingFactory(program=cast.program, mentor=cast.mentor_in, mentee=cast.other_mentee_in)
    goal = factories.GoalFactory(pairing=other)
    answer = sign_in(cast.mentor).post(address(cast), {"goal": goal.pk, "change": "reaffirm", "reason": "Right"})
    assert (answer.status_code, GoalReview.objects.count()) == (404, 0)


@pytest.mark.parametrize(
    ("change", "words", "title"),
    [
        ("reaffirm", {}, "Run a demo"),
        ("reaffirm", {"title": "Typed below, then kept"}, "Run a demo"),
        ("revise", {"title": "Run two"}, "Run two"),
        ("revive", {}, "Run a demo"),
        ("rebuild", {"title": "Another goal"}, "Another goal"),
    ],
)
def test_each_decision_is_a_version(cast, sign_in, change, words, title):
    goal = agreed(cast)
    assert decide(sign_in(cast.mentee), cast, change=change, **words).status_code == 302
    goal.refresh_from_db()
    version = goal.versions.last()
    assert (goal.title, version.change, version.reason, version.content) == (
        title,
        change,
        "Still right",
        goal.content,
    )


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"change": ""}, {"change": ["Choose what becomes of this goal."]}),
        ({"reason": ""}, {"reason": ["Say why in a few words, so that you both remember."]}),
        ({"change": "revise"}, {"change": ["Nothing is changed yet: change its words below, or keep it."]}),
        ({"change": "rebuild"}, {"title": ["Write the goal that takes its place."]}),
        ({"change": "let_go"}, ["Select a valid choice. let_go is not one of the available choices."]),
        ({"reason": "ä" * 100_000}, [too_long(2000)]),
    ],
)
def test_a_decision_without_its_words_is_asked_for(cast, sign_in, changes, errors):
    goal = agreed(cast)
    answer = decide(sign_in(cast.mentee), cast, **{"change": "reaffirm", "reason": "r"} | changes)
    said = answer.context["form"].errors
    if isinstance(errors, dict):
        assert (answer.status_code, said) == (422, errors)
    else:
        assert answer.status_code == 422
        shows(str(said), *errors)
    assert (goal.versions.count(), GoalReview.objects.count()) == (1, 0)


def test_what_the_partner_changed_meanwhile_is_shown_not_overwritten(cast, sign_in):
    goal, browser = agreed(cast), sign_in(cast.mentee)
    slow = decision(browser.get(address(cast)), change="revise", reason="Mine", title="Mine")
    goals.revise(goal, change="revise", reason="r", title="Hers", by=cast.mentor, now=timezone.now())
    answer = browser.post(address(cast), slow)
    page = answer.content.decode()
    assert answer.status_code == 422
    shows(page, "Hers", "Mine")
    assert "Miriam has changed this goal while you were writing." in page
    again = {name: answer.context["form"][name].value() for name in slow}
    assert browser.post(address(cast), again).status_code == 302
    goal.refresh_from_db()
    assert goal.title == "Mine"


def test_who_decides_second_goes_on_with_the_next(cast, sign_in):
    goal = agreed(cast, title="First")
    agreed(cast, title="Second")
    browser = sign_in(cast.mentee)
    slow = decision(browser.get(address(cast)), change="reaffirm", reason="Mine")
    decide(sign_in(cast.mentor), cast)
    answer = browser.post(address(cast), slow, follow=True)
    assert "Miriam has decided on this goal meanwhile. Go on with the next one." in answer.content.decode()
    assert (answer.context["goal"].title, goal.versions.count()) == ("Second", 2)


def test_the_same_decision_sent_twice_is_made_once(cast, due, sign_in):
    goal, browser = agreed(cast), sign_in(cast.mentee)
    words = decision(browser.get(address(cast)), change="reaffirm", reason="Still right")
    first, second = browser.post(address(cast), words), browser.post(address(cast), words)
    assert (first.url, second.url, goal.versions.count()) == (first.url, first.url, 2)
    assert (GoalReview.objects.count(), Touchpoint.objects.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_both_decide_at_once_and_it_is_held_once(cast, due):
    rows, now = [agreed(cast, title="First"), agreed(cast, title="Second")], timezone.now()
    people = [cast.mentor, cast.mentee]
    acts = [(goal, by) for goal in rows for by in people]
    at_once(
        4,
        lambda n: reviews.decide(acts[n][0], change="reaffirm", reason="r", by=acts[n][1], now=now, version=1),
    )
    held = GoalReview.objects.get()
    assert (held.held_at, held.decisions.count()) == (now, 2)
    assert list(Touchpoint.objects.order_by("occurrence").values_list("occurrence", "state")) == [
        (1, "done"),
        (2, "open"),
    ]


def test_two_reviews_are_never_open_in_the_database(cast):
    GoalReview.objects.create(pairing=cast.pairing, begun_by=cast.mentee, begun_at=timezone.now())
    with pytest.raises(IntegrityError, match="goal_review_is_single"), transaction.atomic():
        GoalReview.objects.create(pairing=cast.pairing, begun_by=cast.mentor, begun_at=timezone.now())
    with pytest.raises(IntegrityError, match="goal_review_is_held_after_it_begins"), transaction.atomic():
        GoalReview.objects.update(held_at=timezone.now() - timedelta(days=1))


def test_with_nothing_agreed_the_pair_looks_and_is_done(cast, due, sign_in):
    propose(cast, title="Waits")
    browser = sign_in(cast.mentee)  # who proposed it: the mentor answers
    page = browser.get(address(cast)).content.decode()
    shows(page, "Waits", "We have looked at our goals")
    answer = browser.post(address(cast), follow=True)
    due.refresh_from_db()
    assert due.state == "done"
    shows(answer, "Your goals are reviewed")


def answered(browser, cast, *, later="", **words):
    page = browser.get(address(cast) + later)
    sent = {"goal": page.context["goal"].pk, "version": page.context.get("version", ""), **words}
    return browser.post(address(cast) + later, sent)


def test_what_is_proposed_is_answered_first_and_needs_no_other_decision(cast, due, sign_in):
    known, waits = agreed(cast, title="Known"), propose(cast, title="Waits")
    browser = sign_in(cast.mentor)
    page = browser.get(address(cast))
    assert (page.context["goal"], GoalReview.objects.count()) == (waits, 0)
    assert answered(browser, cast, answer="agree").url == address(cast)
    waits.refresh_from_db()
    assert (waits.state, waits.agreed_by, GoalReview.objects.get().held_at) == ("agreed", cast.mentor, None)
    assert reviews_queries.review_of(cast.pairing, cast.mentor).to_decide == [known]
    held = decide(browser, cast)
    text = browser.get(held.url).content.decode()
    due.refresh_from_db()
    assert due.state == "done"
    shows(text, "Waits", "Known", ">Agreed<")


def test_where_a_proposal_is_all_there_is_agreeing_ends_the_review(cast, due, sign_in):
    propose(cast)
    answer = answered(sign_in(cast.mentor), cast, answer="agree")
    due.refresh_from_db()
    assert (answer.url, due.state) == (f"{address(cast)}?held={GoalReview.objects.get().pk}", "done")


def test_agreeing_twice_is_one_answer_in_one_review(cast, due, sign_in):
    waits, browser = propose(cast), sign_in(cast.mentor)
    sent = {"answer": "agree", "goal": waits.pk, "version": 1}
    answers = [browser.post(address(cast), sent).url for _ in range(2)]
    assert answers == [f"{address(cast)}?held={GoalReview.objects.get().pk}"] * 2
    outside = propose(cast, title="Agreed on its own page")
    goals.agree(outside, by=cast.mentor, now=timezone.now())
    assert browser.post(address(cast), {**sent, "goal": outside.pk}).url == address(cast)
    assert GoalReview.objects.count() == 1


def test_not_yet_is_said_once_and_the_walk_goes_on(cast, due, sign_in):
    known, waits = agreed(cast, title="Known"), propose(cast, title="Waits")
    browser, key = sign_in(cast.mentor), str(uuid.uuid4())
    wrong = answered(browser, cast, answer="not-yet", text=" ", form_key=key)
    assert wrong.status_code == 422
    shows(wrong, "Say what you would like to talk about.")
    assert answered(browser, cast, answer="not-yet", text="Smaller?", form_key=key).status_code == 302
    assert (waits.comments.get().text, browser.get(address(cast)).context["goal"]) == ("Smaller?", known)
    talk.say(waits, text="Yes: one team", by=cast.mentee, now=timezone.now(), form_key=uuid.uuid4())
    assert browser.get(address(cast)).context["goal"] == waits  # the partner has answered: it waits again
    waits.refresh_from_db()
    assert waits.state == "proposed"


def test_a_proposal_is_left_for_another_time_and_shown_at_the_end(cast, due, sign_in):
    known, _ = agreed(cast, title="Known"), propose(cast, title="Waits")
    browser = sign_in(cast.mentor)
    page = browser.get(address(cast) + "?later=1")
    assert page.context["goal"] == known
    answer = browser.post(address(cast) + "?later=1", decision(page, change="reaffirm", reason="Still right"))
    assert "waits for your answer" in browser.get(answer.url).content.decode()
    text = sign_in(cast.mentee).get(answer.url).content.decode()
    shows(text, "Waits", "Miriam answers")


def test_who_proposed_it_is_not_asked_and_an_older_wording_is_not_agreed(cast, sign_in):
    waits = propose(cast)
    assert reviews_queries.review_of(cast.pairing, cast.mentee).to_answer == []
    browser = sign_in(cast.mentor)
    assert answered(browser, cast, answer="agree", version=7).url == address(cast)
    assert sign_in(cast.mentee).post(
        address(cast), {"answer": "agree", "goal": waits.pk, "version": 1}
    ).status_code == 302  # fmt: skip
    waits.refresh_from_db()
    assert (waits.state, GoalReview.objects.count()) == ("proposed", 0)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_proposal_costs_the_same_however_many_wait(cast, sign_in, number, django_assert_num_queries):
    for n in range(number):
        propose(cast, title=f"Goal {n}")
    browser = sign_in(cast.mentor)
    with django_assert_num_queries(PROPOSAL_QUERIES):
        assert browser.get(address(cast)).status_code == 200


PROPOSAL_QUERIES = 11


def test_it_is_not_held_while_a_goal_waits_for_its_decision(cast, due, sign_in):
    agreed(cast)
    answer = sign_in(cast.mentee).post(address(cast), follow=True)
    due.refresh_from_db()
    assert (due.state, GoalReview.objects.count()) == ("open", 0)
    assert "There is a goal to decide on first." in answer.content.decode()


def test_an_early_review_moves_the_rhythm(cast, due, sign_in):
    agreed(cast)
    Touchpoint.objects.update(due_on=today(cast) + timedelta(days=30))
    decide(sign_in(cast.mentee), cast)
    assert Touchpoint.objects.open().get().due_on == today(cast) + timedelta(days=42)


def test_a_change_of_one_goal_of_two_is_no_review(cast, due):
    goal = agreed(cast)
    agreed(cast)
    goals.revise(goal, change="reaffirm", reason="r", by=cast.mentee, now=timezone.now())
    due.refresh_from_db()
    assert due.state == "open"


def test_a_goal_of_another_pair_is_not_decided_on_here(cast, sign_in):
    agreed(cast)
    other = factories.GoalFactory(state="agreed")
    browser = sign_in(cast.mentee)
    words = decision(browser.get(address(cast)), change="reaffirm", reason="r")
    for wrong in (other.pk, "9" * 5000, "x"):
        assert browser.post(address(cast), words | {"goal": wrong}).status_code == 404
    assert browser.get(f"{address(cast)}?held=99").status_code == 404
    assert browser.get(f"{address(cast)}?held=x").status_code == 404


def test_an_ended_pair_reviews_nothing(cast, sign_in):
    goal = agreed(cast)
    end(cast)
    assert sign_in(cast.mentee).get(address(cast)).status_code == 403
    with pytest.raises(Refused, match=PAIR_HAS_ENDED):
        reviews.decide(goal, change="reaffirm", reason="r", by=cast.mentee, now=timezone.now(), version=1)


# Where it is offered


@pytest.mark.parametrize(("days", "offered"), [(4, False), (3, True), (-9, True)])
def test_the_pages_offer_it_from_three_days_before(cast, due, sign_in, days, offered):
    Touchpoint.objects.update(due_on=today(cast) + timedelta(days=days))
    browser = sign_in(cast.mentor)
    said = {"pair": "Look at your goals with ", "goals": "Your goal review is due"}
    for name, words in said.items():
        page = browser.get(reverse(name, args=[cast.pairing.pk])).content.decode()
        assert (words in page) == offered
    coordinator = sign_in(cast.coordinator)
    assert "Your goal review" not in coordinator.get(reverse("pair", args=[cast.pairing.pk])).content.decode()


def test_home_leads_to_it(cast, due, sign_in):
    page = sign_in(cast.mentee).get(reverse("home")).content.decode()
    assert f'href="{address(cast)}"' in page


@pytest.mark.parametrize("number", [1, 3])
def test_its_page_takes_a_constant_number_of_queries(cast, due, sign_in, number):
    for _ in range(number):
        agreed(cast, milestones=[(str(n), None) for n in range(number)])
    browser = sign_in(cast.mentor)
    browser.get(address(cast))
    with CaptureQueriesContext(connection) as made:
        browser.get(address(cast))
    assert len(made) == 11


@pytest.mark.parametrize("number", [1, 3])
def test_what_was_held_reads_in_few_queries(cast, due, number):
    for goal in [agreed(cast, title=str(number)) for number in range(number)]:
        reviews.decide(goal, change="reaffirm", reason="r", by=cast.mentee, now=timezone.now(), version=1)
    with CaptureQueriesContext(connection) as made:
        seen = reviews_queries.review_of(cast.pairing, cast.mentee, held=GoalReview.objects.get())
        assert [version.goal.title for version in seen.decisions] == [str(n) for n in range(number)]
    assert len(made) == 3
