"""A goal's life with two reviews, in a real browser; and the pages of learning around it."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from goals.competencies import actions as competencies
from goals.competencies.areas import AREAS
from goals.goals import talking as talk
from goals.learning import actions as learning
from goals.models import Goal, GoalReview
from mentoring.notifications.answering import links
from pairings.models import Touchpoint
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_sessions import open_as  # noqa: F401  (a fixture)
from tests.goals.goals.test_goals import agreed, propose, today
from tests.sentences import AGREE, ANSWER_IS_SAVED, GOAL_TITLE, PROPOSE

pytestmark = pytest.mark.django_db(transaction=True)


def review(cast):
    return reverse("goal_review", args=[cast.pairing.pk])


@pytest.fixture
def due(cast):
    step = factories.StepFactory(program=cast.program, kind="goal_review", title="Goal review", every_days=42)
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=today(cast))


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_goals_life_with_two_reviews(cast, due, open_as, new_page, live_server, check_page, javascript):  # noqa: F811
    mentee = open_as("mentee", reverse("goal_new", args=[cast.pairing.pk]), viewport=PHONE, javascript=javascript)
    mentee.get_by_label(GOAL_TITLE).fill("Run ten demos")
    mentee.get_by_role("button", name=PROPOSE).click()
    expect(mentee.get_by_text("Your goal is written.")).to_be_visible()
    goal = Goal.objects.get()

    mail = new_page(viewport=PHONE, javascript=javascript, base_url=live_server.url)  # the mentor, from the mail
    mail.goto(reverse("goal_answer", args=[links.make("goal-agree", user=cast.mentor, object_id=goal.pk)]))
    mail.get_by_label("What would you like to talk about first?").fill("Are ten too many?")
    mail.get_by_role("button", name="Say this first").click()
    expect(mail.get_by_text(ANSWER_IS_SAVED)).to_be_visible()
    mail.get_by_role("link", name="Change your answer").click()
    mail.get_by_role("button", name=AGREE).click()
    expect(mail.get_by_role("button", name=AGREE)).to_be_hidden()
    expect(mail.get_by_text(ANSWER_IS_SAVED)).to_be_visible()
    if javascript:
        check_page(mail)

    mentee.reload()
    expect(mentee.get_by_text("Are ten too many?")).to_be_visible()
    mentee.get_by_label("Your words").fill("Perhaps. I have begun.")
    mentee.get_by_label("How far has it come?").select_option("A quarter of the way")
    mentee.get_by_role("button", name="Say it").click()
    expect(mentee.get_by_text("Your words are saved. Miriam is told.")).to_be_visible()

    mentee.goto(reverse("goals", args=[cast.pairing.pk]))
    mentee.get_by_role("link", name="Review your goals").first.click()
    mentee.get_by_label("Change it: the goal stays").check()
    mentee.get_by_label("Why?", exact=True).fill("Ten are too many")
    mentee.get_by_label(GOAL_TITLE).fill("Run three demos")
    mentee.get_by_role("button", name="Save this decision").click()
    expect(mentee.get_by_role("heading", level=1)).to_have_text("Your goals are reviewed")
    expect(mentee.get_by_text("Your next goal review is due on")).to_be_visible()
    due.refresh_from_db()
    assert due.state == "done"

    Touchpoint.objects.filter(pk=due.pk).update(done_on=today(cast) - timedelta(weeks=6))  # six weeks later
    Touchpoint.objects.open().update(due_on=today(cast))
    mentor = open_as("mentor", review(cast), javascript=javascript)
    expect(mentor.get_by_role("link", name="Run three demos")).to_be_visible()
    mentor.get_by_label("Keep it: it is still the right one").check()
    mentor.get_by_label("Why?", exact=True).fill("You are half way")
    mentor.get_by_role("button", name="Save this decision").click()
    expect(mentor.get_by_role("heading", level=1)).to_have_text("Your goals are reviewed")
    assert (GoalReview.objects.exclude(held_at=None).count(), Touchpoint.objects.count()) == (2, 3)

    mentee.goto(reverse("goal", args=[goal.pk]))
    mentee.get_by_role("button", name="The goal is reached").click()
    story = mentee.locator("#story")
    for words in ("marked it as reached", "reaffirmed it in a goal review", "revised it in a goal review", "proposed"):
        expect(story.get_by_text(words)).to_be_visible()


def test_what_is_not_needed_for_a_decision_is_not_shown(cast, due, open_as, check_page):  # noqa: F811
    agreed(cast)
    page = open_as("mentee", review(cast), viewport=PHONE)
    words = page.get_by_label(GOAL_TITLE)
    expect(words).to_be_hidden()
    page.get_by_label("Let it go and write anew").check()
    expect(words).to_be_visible()
    page.get_by_role("button", name="Save this decision").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("link", name="Write the goal that takes its place.")).to_be_visible()
    page.evaluate("() => scrollTo(0, 0)")
    check_page(page)


def test_milestones_are_dragged(cast, open_as, check_page):  # noqa: F811
    goal = agreed(cast, milestones=[("One", None), ("Two", None), ("Three", None)])
    page = open_as("mentee", reverse("goal", args=[goal.pk]))
    rows = page.locator(".milestone")
    expect(page.locator(".grip").first).to_be_visible()
    check_page(page)
    page.locator(".grip").first.drag_to(rows.nth(2), target_position={"x": 20, "y": 40})
    expect(page.locator("#status")).to_have_text("The milestones are in their new order.")
    expect(rows.nth(2)).to_contain_text("One")
    assert list(goal.milestones.values_list("title", flat=True)) == ["Two", "Three", "One"]
    page.locator(".grip").first.drag_to(rows.nth(1), target_position={"x": 20, "y": 40})
    expect(rows.nth(0)).to_contain_text("Three")
    up = page.get_by_role("button", name="Move up: One")
    up.click()
    expect(rows.nth(1)).to_contain_text("One")
    expect(up).to_be_focused()


@pytest.fixture
def rich(cast, due):
    """Everything that these pages can hold, in two goals."""
    now, day = timezone.now(), today(cast) + timedelta(days=30)
    goal = agreed(
        cast,
        title="Present our work to people outside my team without reading from a script",
        why="My work is known only here.\n\nI **want** more.",
        measure="Three talks.",
        due_on=day,
    )
    agreed(cast, title="Have five people whom I can ask for advice", milestones=[("List ten", day), ("Meet one", None)])
    propose(cast, by="mentee", title="Hand over work so that others grow")
    talk.say(goal, text="Shall we **begin** smaller?", by=cast.mentor, now=now, form_key=uuid.uuid4())
    talk.say(goal, text="Yes.", progress=50, by=cast.mentee, now=now, form_key=uuid.uuid4())
    Goal.objects.filter(pk=goal.pk).update(moved_at=now - timedelta(weeks=7))
    words = {"by": cast.mentor, "now": now, "form_key": uuid.uuid4()}
    item = learning.add(cast.pairing, title="Talk like TED", why="It helped me.", url="https://example.org/a", **words)
    done = learning.add(
        cast.pairing,
        title="Rehearse out loud",
        kind="practice",
        goal=goal,
        by=cast.mentee,
        now=now,
        form_key=uuid.uuid4(),
    )
    learning.finish(done, rating=4, takeaway="Slower is better.", by=cast.mentee, now=now)
    for title in ("Ask one more question", "How to listen"):
        factories.ResourceFactory(
            program=cast.program, title=title, area="communication", about="Five minutes, with a partner.", minutes=5
        )
    for moment, who, values in (
        ("start", cast.mentee, (2, 3, 3, 2, 4, 1)),
        ("start", cast.mentor, (3, 3, 4, 2, 4, 2)),
        ("end", cast.mentee, (2, 4, 5, 4, 4, 3)),
        ("end", cast.mentor, (4, 4, 5, 4, 5, 3)),
    ):
        ratings = dict(zip((area.key for area in AREAS), values, strict=True))
        competencies.rate(cast.pairing, moment=moment, ratings=ratings, by=who, now=now)
    return goal, item


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone dark", "desk light"])
def test_pages_are_accessible_and_fit(cast, rich, open_as, check_page, picture, viewport, scheme):  # noqa: F811
    goal, item = rich
    pair, proposed = cast.pairing.pk, Goal.objects.get(state="proposed")
    pages = {
        "goals": reverse("goals", args=[pair]),
        "goal": reverse("goal", args=[goal.pk]),
        "review": review(cast),
        "learning": reverse("learning", args=[pair]),
        "learning-new": reverse("learning_new", args=[pair]),
        "learning-done": reverse("learning_done", args=[item.pk]),
        "competencies": reverse("competencies", args=[pair]),
        "competencies-rate": reverse("competencies_rate", args=[pair, "end"]),
        "resources": reverse("resources", args=[cast.program.pk]),
        "answer": reverse("goal_answer", args=[links.make("goal-agree", user=cast.mentor, object_id=proposed.pk)]),
    }
    page = open_as("mentee", pages["goals"], viewport=viewport, scheme=scheme)
    for name, address in pages.items():
        page.goto(address)
        picture(page, f"life-{name}-{viewport['width']}-{scheme}")
        check_page(page)
    coordinator = open_as("coordinator", pages["resources"], viewport=viewport, scheme=scheme)
    for name, address in {"resources": pages["resources"], "resource-new": "resource_new"}.items():
        coordinator.goto(reverse(address, args=[cast.program.pk]) if name == "resource-new" else address)
        picture(coordinator, f"life-{name}-coordinator-{viewport['width']}-{scheme}")
        check_page(coordinator)


def test_a_goal_is_one_to_print(cast, rich, open_as):  # noqa: F811
    page = open_as("mentor", reverse("goal", args=[rich[0].pk]))
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.emulate_media(media="print")
    for shown in ("#words", "#story", ".print-only"):
        expect(page.locator(shown)).to_be_visible()
    for hidden in ("#talk", "#goal-acts", ".site-header", "#learning", ".visible-to"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.get_by_text("Sam Lee with Miriam Okafor, Women in Engineering. Agreed by both on")).to_be_visible()
