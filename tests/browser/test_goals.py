"""Goals in a real browser: written by the mentee, agreed by the mentor, ticked; also without a script."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from goals.goals import actions as goals
from goals.milestones import actions as milestones
from goals.models import Goal, Milestone
from tests.browser.conftest import DESK, PHONE, wait_until_nothing_is_kept
from tests.browser.test_sessions import NARROW, open_as  # noqa: F401  (a fixture)
from tests.goals.goals.test_goals import agreed, propose
from tests.sentences import AGREE, GOAL_TITLE, PROPOSE

pytestmark = pytest.mark.django_db(transaction=True)


def list_of(cast):
    return reverse("goals", args=[cast.pairing.pk])


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_mentee_writes_a_goal_and_the_mentor_agrees(cast, open_as, javascript):  # noqa: F811
    page = open_as("mentee", list_of(cast), viewport=PHONE, javascript=javascript)
    page.get_by_role("link", name="Write the first goal").click()
    page.get_by_label(GOAL_TITLE).fill("Run my first team demo")
    page.get_by_label("Why does it matter to you?").fill("I want to be seen")
    page.get_by_label("Milestone 1").fill("Watch two demos")
    page.get_by_label("Milestone 2").fill("Hold one")
    page.get_by_role("button", name=PROPOSE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Run my first team demo")
    expect(page.get_by_text("Your goal is written. Miriam is told and can agree.")).to_be_visible()
    expect(page.get_by_role("button", name=AGREE)).to_have_count(0)
    goal = Goal.objects.get()

    mentor = open_as("mentor", list_of(cast), javascript=javascript)
    mentor.get_by_role("link", name="Run my first team demo").click()
    mentor.get_by_role("button", name=AGREE).click()
    expect(mentor.get_by_text("Agreed: now it is a goal of you both.")).to_be_visible()
    goal.refresh_from_db()
    assert (goal.state, goal.agreed_by, goal.milestones.count()) == ("agreed", cast.mentor, 2)

    page.reload()
    page.get_by_role("button", name="Mark as reached: Watch two demos").click()
    expect(page.get_by_text("1 of 2 milestones reached")).to_be_visible()
    assert list(Milestone.objects.filter(reached_on=None).values_list("title", flat=True)) == ["Hold one"]


@pytest.fixture
def walk(cast):
    return agreed(cast, milestones=[("One", None), ("Two", None), ("Three", None)])


def test_ticking_and_unticking_by_keyboard_keeps_the_focus(cast, walk, open_as):  # noqa: F811
    page = open_as("mentee", reverse("goal", args=[walk.pk]), viewport=PHONE)
    tick = page.locator(f"#milestone-{walk.milestones.first().pk}-tick")
    tick.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 3 milestones reached")).to_be_visible()
    expect(tick).to_have_accessible_name("Undo: One is reached")
    expect(tick).to_be_focused()
    expect(page.locator("#status")).to_have_text("“One” is reached. Miriam is told.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("0 of 3 milestones reached")).to_be_visible()
    expect(tick).to_be_focused()


def test_evidence_is_sent_with_the_tick(cast, walk, open_as):  # noqa: F811
    page = open_as("mentee", reverse("goal", args=[walk.pk]), viewport=PHONE)
    first = page.locator(".milestone").first
    first.get_by_text("Say what shows it").click()
    first.get_by_label("What shows that it is reached?").fill("The recording")
    first.get_by_role("button", name="Mark as reached", exact=True).click()
    expect(page.get_by_text("The recording")).to_be_visible()
    assert walk.milestones.first().evidence == "The recording"


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_milestones_are_moved_by_buttons(cast, walk, open_as, javascript):  # noqa: F811
    page = open_as("mentee", reverse("goal", args=[walk.pk]), javascript=javascript)
    down = page.get_by_role("button", name="Move down: One")
    down.click()
    expect(page.locator(".milestone").nth(1)).to_contain_text("One")
    if javascript:
        expect(down).to_be_focused()
    down.click()
    expect(page.locator(".milestone").nth(2)).to_contain_text("One")
    assert list(walk.milestones.values_list("title", flat=True)) == ["Two", "Three", "One"]


def test_removing_asks_first(cast, walk, open_as):  # noqa: F811
    page = open_as("mentee", reverse("goal", args=[walk.pk]))
    page.get_by_role("button", name="Remove: Two").click()
    expect(page.get_by_text("Remove “Two”?")).to_be_visible()
    page.get_by_role("button", name="Not now").click()
    expect(page.get_by_text("Remove “Two”?")).to_be_hidden()
    assert walk.milestones.count() == 3
    page.get_by_role("button", name="Remove: Two").click()
    page.locator("#confirm").get_by_role("button").first.click()
    expect(page.locator(".milestone")).to_have_count(2)


@pytest.fixture
def full(cast):
    day = cast.program.today(timezone.now()) + timedelta(days=30)
    long_title = "Present our work to people outside my team without reading from a script, " + "twice " * 15
    steps = [("Watch two talks I admire and note what works", day), (long_title, day), ("Hold it", None)]
    goal = agreed(
        cast,
        title=long_title,
        why="My work is known only here.\n\nI **want** more.",
        measure="Three talks.",
        due_on=day,
        milestones=steps,
    )
    milestones.reach(goal.milestones.first(), evidence="My notes of both talks", by=cast.mentee, now=timezone.now())
    goals.revise(
        goal,
        change="revise",
        reason="More time than we thought.",
        due_on=day + timedelta(days=9),
        by=cast.mentee,
        now=timezone.now(),
    )
    propose(cast, by="mentee", title="A goal between us", is_private=True)
    return goal


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [NARROW, PHONE, DESK], ids=["narrow", "phone", "desk"])
def test_pages_of_goals_are_accessible_and_fit(cast, full, open_as, check_page, picture, viewport, scheme):  # noqa: F811
    proposed = Goal.objects.get(is_private=True)
    pages = {
        "goals": list_of(cast),
        "goal-new": reverse("goal_new", args=[cast.pairing.pk]) + "?example=present",
        "goal": reverse("goal", args=[full.pk]),
        "goal-proposed": reverse("goal", args=[proposed.pk]),
        "goal-edit": reverse("goal_edit", args=[full.pk]),
        "goal-let-go": reverse("goal_let_go", args=[full.pk]),
        "milestone-add": reverse("milestone_add", args=[full.pk]),
    }
    page = open_as("mentor", pages["goals"], viewport=viewport, scheme=scheme)
    for name, address in pages.items():
        page.goto(address)
        if name == "goal":
            page.get_by_text("Say what shows it").first.click()
        picture(page, f"{name}-{viewport['width']}-{scheme}")
        check_page(page)
    coordinator = open_as("coordinator", pages["goal"], viewport=viewport, scheme=scheme)
    picture(coordinator, f"goal-outline-{viewport['width']}-{scheme}")
    check_page(coordinator)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_empty_list_is_accessible_and_fits(cast, open_as, check_page, picture, scheme):  # noqa: F811
    page = open_as("mentee", list_of(cast), viewport=PHONE, scheme=scheme)
    picture(page, f"goals-empty-{scheme}")
    check_page(page)


def test_wrong_goal_moves_to_the_problem(cast, open_as, check_page):  # noqa: F811
    page = open_as("mentee", reverse("goal_new", args=[cast.pairing.pk]), viewport=PHONE)
    page.get_by_label("Why does it matter to you?").fill("Kept")
    page.get_by_role("button", name=PROPOSE).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Why does it matter to you?")).to_have_value("Kept")
    page.get_by_role("link", name="Say what you want to be able to do.").click()
    expect(page.get_by_label(GOAL_TITLE)).to_be_focused()
    check_page(page)


def test_a_goal_typed_when_the_sign_in_has_ended_is_offered_back(cast, open_as, sign_in_browser):  # noqa: F811
    address = reverse("goal_new", args=[cast.pairing.pk])
    page = open_as("mentee", address, viewport=PHONE)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_label(GOAL_TITLE).fill("Typed too long")
    page.get_by_label("Milestone 1").fill("First step")
    page.get_by_label("Keep this goal between the two of us").check()
    page.get_by_role("button", name=PROPOSE).click()
    expect(page.locator("#signed-out")).to_contain_text("You’ve been signed out.")
    sign_in_browser(page, cast.mentee).goto(address)
    expect(page.locator(".kept")).to_contain_text("Here is what you had written")
    expect(page.get_by_label("Keep this goal between the two of us")).to_be_checked()
    page.get_by_role("button", name=PROPOSE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Typed too long")
    goal = Goal.objects.get()
    assert (goal.is_private, goal.milestones.get().title) == (True, "First step")
    wait_until_nothing_is_kept(page)


def test_a_change_that_was_kept_writes_nothing_over_that_came_since(cast, walk, open_as):  # noqa: F811
    page = open_as("mentee", reverse("goal_edit", args=[walk.pk]))
    page.get_by_label(GOAL_TITLE).fill("Words of mine")
    page.get_by_label("Keep this goal between the two of us").check()
    theirs = {"change": "revise", "reason": "Bolder", "measure": "Theirs", "by": cast.mentor, "now": timezone.now()}
    goals.revise(walk, **theirs)
    page.goto(reverse("goal", args=[walk.pk]))
    page.goto(reverse("goal_edit", args=[walk.pk]))
    page.locator(".kept").get_by_role("button", name="Use it").click()
    page.get_by_label("Revise: the goal stays", exact=False).check()
    page.get_by_label("Why?", exact=True).fill("It is mine")
    page.get_by_role("button", name="Save the change").click()
    expect(page.locator("#goal-now")).to_contain_text("Theirs")
    walk.refresh_from_db()
    assert (walk.title, walk.measure) == ("Run a demo", "Theirs")
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Words of mine")
    wait_until_nothing_is_kept(page)


def test_a_change_that_was_not_saved_outlives_another_act(cast, walk, open_as):  # noqa: F811
    page = open_as("mentee", reverse("goal_edit", args=[walk.pk]))
    page.get_by_label(GOAL_TITLE).fill("Words of mine")
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_role("alert").first).to_contain_text("Choose what kind of change this is.")
    goals.reach(walk, by=cast.mentee, now=timezone.now())
    page.goto(reverse("goal", args=[walk.pk]))
    page.goto(reverse("goal_edit", args=[walk.pk]))
    expect(page.locator(".kept")).to_be_visible()


def test_a_tick_that_was_taken_away_is_kept_as_well(cast, open_as):  # noqa: F811
    goal = agreed(cast, is_private=True)
    page = open_as("mentee", reverse("goal_edit", args=[goal.pk]))
    page.get_by_label("Keep this goal between the two of us").uncheck()
    page.reload()
    page.locator(".kept").get_by_role("button", name="Use it").click()
    expect(page.get_by_label("Keep this goal between the two of us")).not_to_be_checked()
