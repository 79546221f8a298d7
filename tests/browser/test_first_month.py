"""The first month of a pair on two phones at once: from the first hello to a goal that both have agreed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from goals.models import Goal
from pairings.models import AgreementSignature, FitCheck, HeardAnswer, PlannedSession, Promise, Session, Touchpoint
from tests import factories
from tests.browser.conftest import PHONE
from tests.browser.test_beginning import answer_five
from tests.browser.test_sessions import OFFLINE, open_as  # noqa: F401  (open_as: a fixture)
from tests.sentences import (
    AGREE,
    GOAL_TITLE,
    LOG_SESSION,
    ONLY_YOU_SEE_IT,
    PROPOSE,
    SEEN_DIFFERENTLY,
    SIGN,
    SIGNED,
    SIGNED_BY_BOTH,
)

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = {
    "introduction": "Say hello",
    "expectations": "What we expect",
    "agreement": "Our agreement",
    "session": "Session",
    "fit_check": "Does it fit?",
    "goals": "First goals",
}


@pytest.fixture
def phones(cast, open_as):  # noqa: F811
    """Sam and Miriam, each on a phone, in a pair that begins today with a journey before it."""
    today = cast.program.today(timezone.now())
    for kind, title in STEPS.items():
        every_days = 14 if kind == "session" else None
        step = factories.StepFactory(program=cast.program, kind=kind, title=title, every_days=every_days)
        factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=today)
    sam = open_as("mentee", "/", viewport=PHONE)
    miriam = open_as("mentor", "/", viewport=PHONE, scheme="dark", forgives=[OFFLINE])
    return sam, miriam


def at(cast, name):
    return reverse(name, args=[cast.pairing.pk])


def test_the_first_month_of_a_pair(cast, phones, check_page):
    sam, miriam = phones
    say_hello(sam, miriam)
    expect_something(cast, sam, miriam)
    agree_how_to_work_together(cast, sam, miriam)
    find_a_time(cast, sam, miriam)
    log_on_a_train(cast, miriam)
    answer_what_was_heard(sam)
    say_whether_it_fits(cast, sam, miriam)
    agree_on_a_goal(cast, sam, miriam)
    for page in phones:
        page.goto("/")
        check_page(page)
    done = Touchpoint.objects.filter(state="done").values_list("step__kind", flat=True)
    assert sorted(done) == sorted(STEPS)
    assert Touchpoint.objects.open().get().step.kind == "session"


def say_hello(sam, miriam):
    for page, partner, words in ((sam, "Miriam", "I am Sam, and I sing."), (miriam, "Sam", "I am Miriam.")):
        page.get_by_role("main").get_by_role("link", name="Write", exact=True).click()
        page.get_by_label("About me, for you").fill(words)
        page.get_by_role("button", name=f"Send to {partner}").click()
        expect(page.get_by_text(f"Your words are with {partner}")).to_be_visible()
    expect(miriam.get_by_text("I am Sam, and I sing.")).to_be_visible()


def expect_something(cast, sam, miriam):
    """Neither sees anything of the other before both have answered; then both stand side by side."""
    for page, hopes, rhythm in ((sam, "SAMS-HOPE", "Every week"), (miriam, "MIRIAMS-HOPE", "Once a month")):
        page.goto(at(cast, "expectations"))
        expect(page.get_by_text("SAMS-HOPE")).to_have_count(0)
        answer_five(page, hopes, rhythm)
        page.get_by_role("button", name="Hand in").click()
        expect(page.get_by_text("Handed in." if page is sam else "Both have answered:")).to_be_visible()
    sam.reload()
    for page in (sam, miriam):
        for hopes in ("SAMS-HOPE", "MIRIAMS-HOPE"):
            expect(page.get_by_text(hopes)).to_be_visible()
        expect(page.get_by_text(SEEN_DIFFERENTLY)).to_be_visible()


def agree_how_to_work_together(cast, sam, miriam):
    sam.get_by_role("link", name="To your agreement").click()
    sam.get_by_role("button", name="Draft it from our answers").click()
    sam.get_by_role("link", name="Write what we agreed").first.click()
    text = sam.get_by_label("How we work together")
    agreed = text.input_value().replace("(to be agreed)", "every two weeks")
    text.fill(agreed + "\n\nWe meet on Tuesdays.")
    sam.get_by_role("button", name="Save").click()
    expect(sam.get_by_text("Saved. Now each of you can sign it.")).to_be_visible()
    for page in (miriam, sam):
        page.goto(at(cast, "agreement"))
        expect(page.get_by_text("We meet on Tuesdays.")).to_be_visible()
        page.get_by_role("button", name=SIGN).click()
        expect(page.get_by_text(f"{SIGNED}.", exact=True)).to_be_visible()
    expect(sam.get_by_text(SIGNED_BY_BOTH)).to_be_visible()
    assert AgreementSignature.objects.count() == 2


def find_a_time(cast, sam, miriam):
    miriam.goto(at(cast, "pair"))
    miriam.get_by_role("link", name="Find a time").first.click()
    first = timezone.now().astimezone(cast.mentor.zone).date() + timedelta(days=3)
    for number, clock in ((1, "15:00"), (2, "17:30"), (3, "09:00")):
        miriam.get_by_label(f"Day {number}").fill((first + timedelta(days=number)).isoformat())
        miriam.get_by_label(f"Time {number}").fill(clock)
    miriam.get_by_role("button", name="Propose these times").click()
    expect(miriam.get_by_text("gets an email with your times.")).to_be_visible()
    sam.goto("/")
    expect(sam.get_by_role("heading", name="Pick a time with Miriam")).to_be_visible()
    sam.locator("button.slot").nth(1).click()
    expect(sam.get_by_text("It is planned.")).to_be_visible()
    here = PlannedSession.objects.get().starts_at.astimezone(cast.mentor.zone)
    assert (here.date(), here.hour, here.minute) == (first + timedelta(days=2), 17, 30)


def log_on_a_train(cast, miriam):
    """The connection is lost in the middle of the words and comes back before they are sent."""
    miriam.goto(at(cast, "session_new"))
    miriam.get_by_label("What I heard").fill("You want to be seen")
    expect(miriam.get_by_text(ONLY_YOU_SEE_IT)).to_be_visible()
    miriam.context.set_offline(True)
    miriam.get_by_label("What we covered").fill("The next demo")
    expect(miriam.locator("#draft-status[data-offline]")).to_be_visible()
    miriam.context.set_offline(False)
    expect(miriam.locator("#draft-status[data-saved]:not([data-offline])")).to_be_visible()
    miriam.get_by_text("Promises and open questions").click()
    miriam.get_by_label("What is promised").first.fill("Find a stage")
    miriam.get_by_role("button", name=LOG_SESSION).click()
    expect(miriam.get_by_text("Your session is logged.")).to_be_visible()
    assert (Session.objects.get().log.shared_notes, Promise.objects.get().text) == ("The next demo", "Find a stage")


def answer_what_was_heard(sam):
    sam.goto("/")
    expect(sam.get_by_text("Did Miriam hear you right?")).to_have_count(1)
    sam.goto(reverse("session_heard", args=[Session.objects.get().pk]))
    expect(sam.get_by_text("You want to be seen")).to_be_visible()
    sam.get_by_label("Nearly").check()
    sam.get_by_label("I meant (optional)").fill("Seen by my own team")
    sam.get_by_role("button", name="Save").click()
    expect(sam.get_by_text("Thank you. Your answer is saved.")).to_be_visible()
    assert HeardAnswer.objects.get().answer == "nearly"


def say_whether_it_fits(cast, sam, miriam):
    for page in (sam, miriam):
        page.goto(at(cast, "fit_check"))
        page.get_by_label("A good fit").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Good to hear")).to_be_visible()
    assert FitCheck.objects.filter(answer="good").count() == 2


def agree_on_a_goal(cast, sam, miriam):
    """Proposed by one, talked about, agreed by the other; a first milestone is ticked."""
    sam.goto(at(cast, "goal_new"))
    sam.get_by_label(GOAL_TITLE).fill("Run my first team demo")
    sam.get_by_label("Milestone 1").fill("Watch two demos")
    sam.get_by_label("Milestone 2").fill("Hold one")
    sam.get_by_role("button", name=PROPOSE).click()
    expect(sam.get_by_text("Your goal is written.")).to_be_visible()
    goal = reverse("goal", args=[Goal.objects.get().pk])
    miriam.goto(goal)
    miriam.get_by_label("Your words").fill("Before your own team?")
    miriam.get_by_role("button", name="Say it").click()
    expect(miriam.get_by_text("Your words are saved.")).to_be_visible()
    sam.reload()
    expect(sam.get_by_text("Before your own team?")).to_be_visible()
    sam.get_by_label("Your words").fill("Before my own team.")
    sam.get_by_role("button", name="Say it").click()
    expect(sam.get_by_text("Your words are saved.")).to_be_visible()
    miriam.reload()
    expect(miriam.get_by_text("Before my own team.")).to_be_visible()
    miriam.get_by_role("button", name=AGREE).click()
    expect(miriam.get_by_text("Agreed: now it is a goal of you both.")).to_be_visible()
    sam.reload()
    sam.get_by_role("button", name="Mark as reached: Watch two demos").click()
    expect(sam.get_by_text("1 of 2 milestones reached")).to_be_visible()
