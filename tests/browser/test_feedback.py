"""From feedback to a promise and a milestone, with two people at once on their phones; and without a script."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from goals.models import Milestone
from mentoring.notifications.answering import links
from pairings.models import Draft, Feedback, Kudos, Promise
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_sessions import open_as  # noqa: F401  (a fixture)
from tests.sentences import ONLY_YOU_SEE_IT

pytestmark = pytest.mark.django_db(transaction=True)
LONG_NAME = "Maria Fernanda Wolfeschlegelsteinhausenbergerdorff-Papadiamantopoulos"


def at(cast, name):
    return reverse(name, args=[cast.pairing.pk])


@pytest.fixture
def asked(cast):
    step = factories.StepFactory(program=cast.program, kind="feedback", title="Give each other feedback", every_days=90)
    due_on = cast.program.today(timezone.now()) + timedelta(days=2)
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=due_on)


def write(page, *, strength, situation, effect, next_step):
    page.get_by_label("A strength that you have seen").fill(strength)
    page.get_by_label("A situation, and what they did in it").fill(situation)
    page.get_by_label("The effect it had").fill(effect)
    page.get_by_label("One next step").fill(next_step)


OF_MIRIAM = {
    "strength": "You prepare: when we meet, you know what you want.",
    "situation": "On Tuesday you told the client what you knew, then what you didn’t.",
    "effect": "The room grew calm.",
    "next_step": "Say it in the first minute next time",
}
OF_SAM = {
    "strength": "You wait until I have found the answer myself.",
    "situation": "Last week you asked me three times what I wanted.",
    "effect": "I could explain it to my team.",
    "next_step": "Stop me after ten minutes when I only tell stories",
}


def test_from_feedback_to_a_promise_a_milestone_and_a_word(cast, asked, open_as, check_page):  # noqa: F811
    factories.GoalFactory(pairing=cast.pairing, title="Speak in front of clients", state="agreed")
    sam, miriam = open_as("mentee", "/", viewport=PHONE), open_as("mentor", "/", viewport=PHONE, scheme="dark")
    for page in (sam, miriam):
        page.get_by_role("link", name="Write it").first.click()
        expect(page.get_by_text("Both of you are asked.")).to_be_visible()
        page.wait_for_load_state()  # the script has to be there before anybody types
    # While she writes, a label is noticed; she changes it, and the draft has kept itself.
    miriam.get_by_label("A situation, and what they did in it").press_sequentially("You are disorganised")
    expect(miriam.get_by_text("This is about the person, not about what they did")).to_be_visible()
    check_page(miriam)
    write(miriam, **OF_MIRIAM)
    expect(miriam.locator("#feedback-hints")).to_be_empty()
    expect(miriam.get_by_text(ONLY_YOU_SEE_IT)).to_be_visible()
    miriam.get_by_role("button", name="Send it to Sam").click()
    expect(miriam.get_by_text("Not open yet")).to_be_visible()
    assert Draft.objects.count() == 0
    # Sam sees that it is closed until he has written; a hint doesn't stop him.
    sam.goto(at(cast, "feedback"))
    expect(sam.get_by_text("Say it in the first minute")).to_have_count(0)
    sam.get_by_role("link", name="Write it").click()
    write(sam, **{**OF_SAM, "strength": ""})
    sam.get_by_role("button", name="Send it to Miriam").click()
    expect(sam.get_by_text("There is no strength in it yet")).to_be_visible()
    check_page(sam)
    sam.get_by_role("button", name="Send it as it is").click()
    expect(sam.get_by_text("Your feedback is sent. Miriam is told.")).to_be_visible()
    # Both are open now: he promises her step, she makes his a milestone.
    sam.goto("/")
    sam.get_by_role("link", name="Read it").first.click()
    expect(sam.get_by_text("The room grew calm.")).to_be_visible()
    check_page(sam)
    sam.get_by_role("button", name="Promise it by").click()
    expect(sam.get_by_text("The next step is taken up")).to_be_visible()
    miriam.goto("/")
    miriam.get_by_role("link", name="Read it").first.click()
    miriam.get_by_role("button", name="A milestone of “Speak in front of clients”").click()
    expect(miriam.get_by_text("As a milestone of one of your goals")).to_be_visible()
    check_page(miriam)
    sam.get_by_role("link", name="your agenda").click()
    for step in (OF_MIRIAM, OF_SAM):
        expect(sam.get_by_text(step["next_step"]).first).to_be_visible()
    # The milestone is reached, calmly celebrated, and she sends a word.
    sam.goto(reverse("goal", args=[Milestone.objects.get().goal_id]))
    sam.get_by_role("button", name="Mark as reached").first.click()
    expect(sam.locator(".celebration")).to_be_visible()
    sam.locator("#toasts").get_by_role("button", name="Close").click()
    check_page(sam)
    sam.get_by_role("link", name="Send a word").click()
    sam.get_by_role("button", name="You listened, and that helped.").click()
    expect(sam.get_by_text("Your word is sent. Miriam is told.")).to_be_visible()
    miriam.goto(at(cast, "story"))
    for words in ("Sam said thank you", "A milestone is reached", "Sam gave feedback", "You gave feedback"):
        expect(miriam.get_by_text(words, exact=True)).to_be_visible()
    check_page(miriam)
    asked.refresh_from_db()
    assert (asked.state, Promise.objects.get().owner, Kudos.objects.get().by) == ("done", cast.mentee_in, cast.mentee)


def test_without_a_script_nothing_is_missing(cast, open_as):  # noqa: F811
    page = open_as("mentor", at(cast, "feedback_new"), viewport=PHONE, javascript=False)
    write(page, **{**OF_MIRIAM, "next_step": "Be more confident"})
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_label("One next step")).to_have_value("Be more confident")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("This could be said to anybody")).to_be_visible()
    assert Feedback.objects.count() == 0
    page.get_by_role("button", name="Send it as it is").click()
    expect(page.get_by_text("Your feedback is sent. Sam is told.")).to_be_visible()
    assert (Feedback.objects.get().next_step, Draft.objects.count()) == ("Be more confident", 0)
    sam = open_as("mentee", reverse("feedback_item", args=[Feedback.objects.get().pk]), javascript=False)
    sam.get_by_label("Useful", exact=True).check()
    sam.get_by_label("A word back").fill("Thank you, I’ll try.")
    sam.get_by_role("button", name="Save").click()
    expect(sam.get_by_text("Saved.")).to_be_visible()
    expect(sam.get_by_label("A word back")).to_have_value("Thank you, I’ll try.")
    assert Feedback.objects.get().rating == 4
    sam.goto(at(cast, "kudos"))
    sam.get_by_label("Your own words").fill("For the honest words")
    sam.get_by_role("button", name="Send it").click()
    expect(sam.get_by_text("Your word is sent. Miriam is told.")).to_be_visible()
    assert Kudos.objects.get().text == "For the honest words"


def test_what_is_typed_survives_a_closed_tab(cast, open_as):  # noqa: F811
    page = open_as("mentor", at(cast, "feedback_new"))
    page.get_by_label("The effect it had").press_sequentially("Half a thought")
    expect(page.get_by_text(ONLY_YOU_SEE_IT)).to_be_visible()
    page.goto("/")
    page.goto(at(cast, "feedback_new"))
    expect(page.get_by_label("The effect it had")).to_have_value("Half a thought")


@pytest.fixture
def full(cast):
    """Everything at once, and a partner with a very long name."""
    cast.mentee.name = LONG_NAME
    cast.mentee.save(update_fields=["name"])
    now = timezone.now()
    factories.GoalFactory(pairing=cast.pairing, title="Speak in front of clients " * 7, state="agreed")
    for by in (cast.mentor, cast.mentee):
        for days in range(3):
            sent_at = now - timedelta(days=days)
            factories.FeedbackFactory(pairing=cast.pairing, author=by, sent_at=sent_at, rating=4, rated_at=now)
        factories.KudosFactory(pairing=cast.pairing, by=by, text="W" * 300)
    factories.FeedbackFactory(pairing=cast.pairing, opens_at=now + timedelta(days=4))
    factories.SessionFactory.create_batch(30, pairing=cast.pairing)
    words = {"next_step": "x" * 200, "strength": "https://example.org/" + "a" * 300}
    cast.received = factories.FeedbackFactory(pairing=cast.pairing, author=cast.mentee, **words)
    return cast


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"])
@pytest.mark.parametrize("state", ["empty", "full"])
def test_pages_are_accessible_and_fit(
    cast,
    request,
    open_as,  # noqa: F811
    check_page,
    picture,
    viewport,
    scheme,
    state,
):
    if state == "full":
        request.getfixturevalue("full")
    page = open_as("mentor", at(cast, "feedback"), viewport=viewport, scheme=scheme)
    where = f"{state}-{viewport['width']}-{scheme}"
    for name in ("feedback", "feedback_new", "kudos", "story"):
        page.goto(at(cast, name))
        check_page(page)
        picture(page, f"{name}-{where}")
    page.goto(at(cast, "feedback_new"))
    page.get_by_role("button", name="Send it to").click()
    expect(page.get_by_text("Write at least one of the four.").first).to_be_visible()
    check_page(page)
    picture(page, f"feedback_new-wrong-{where}")
    page.get_by_label("A situation, and what they did in it").fill("You are lazy. It was bad and wrong.")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("button", name="Send it as it is")).to_be_visible()
    check_page(page)
    picture(page, f"feedback_new-hints-{where}")
    if state == "full":
        page.goto(reverse("feedback_item", args=[cast.received.pk]))
        check_page(page)
        picture(page, f"feedback_item-{where}")
        token = links.make("feedback", user=cast.mentor, object_id=cast.received.pk)
        page.goto(reverse("feedback_useful", args=[token]))
        check_page(page)
        picture(page, f"feedback_useful-{where}")
    coordinator = open_as(
        "coordinator", reverse("program_feedback", args=[cast.program.pk]), viewport=viewport, scheme=scheme
    )
    check_page(coordinator)
    picture(coordinator, f"program_feedback-{where}")
