"""Editing a journey in a real browser: by keyboard, with a wrong placeholder; and without a script on a phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from programs.drafting import actions as drafting
from programs.drafting import queries as drafting_queries
from programs.models import Membership, Rung, Step
from programs.setup import actions as programs
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_sessions import open_as  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)
SESSION = "Session"


@pytest.fixture
def program(cast):
    found = programs.create(
        "career",
        name="Growing together in Engineering and Operations",
        purpose="Mentees find out what they want.",
        starts_on=factories.today() - timedelta(days=30),
        ends_on=factories.today() + timedelta(days=138),
        time_zone="Europe/Berlin",
        by=cast.coordinator,
        now=timezone.now(),
    )
    type(found).objects.filter(pk=found.pk).update(state="running")
    mentor = factories.MembershipFactory(program=found, user=cast.mentor, role=Membership.Role.MENTOR)
    mentee = factories.MembershipFactory(program=found, user=cast.mentee)
    pairing = factories.PairingFactory(program=found, mentor=mentor, mentee=mentee)
    factories.TouchpointFactory(pairing=pairing, step=found.steps.get(kind="session"))
    return found


def kept(program, title):
    return next(step for step in drafting_queries.edited(program).journey if step.title == title)


def edit(program):
    return reverse("journey_edit", args=[program.pk])


def test_coordinator_edits_by_keyboard_looks_at_the_difference_and_saves(program, open_as):  # noqa: F811
    page = open_as("coordinator", reverse("program_journey", args=[program.pk]))
    page.get_by_role("link", name="Edit the journey").click()
    expect(page.get_by_text("Nothing is changed yet")).to_be_visible()
    down = page.get_by_role("button", name=f"Move down: {SESSION}")
    down.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("“Session” is now number 4.")
    expect(page.locator(".edit-step").nth(3)).to_contain_text(SESSION)
    expect(down).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("“Session” is now number 5.")
    expect(down).to_be_focused()
    expect(page.get_by_text("Changes not saved yet")).to_be_visible()

    page.get_by_role("link", name=f"Edit {SESSION}").click()
    page.get_by_label("Repeated every so many days").fill("7")
    page.get_by_role("button", name="Keep in the draft").click()
    expect(page.locator("#difference")).to_contain_text("Sessions: 10 → 19")
    page.get_by_label("if", exact=True).select_option("silent")
    expect(page.locator("#preview")).to_contain_text("If nothing happens at all")

    page.get_by_role("link", name=f"4 reminders of {SESSION}").click()
    page.get_by_role("link", name="Wording of 3 days late").click()
    page.get_by_label("Subject").fill("Well, {partnr}?")
    expect(page.get_by_role("status").filter(has_text="“{partnr}” is not known.")).to_be_visible()
    page.get_by_role("button", name="Keep in the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Did you mean “{partner}”?")
    page.get_by_label("Subject").fill("Well, {partner}?")
    expect(page.locator("#checked")).to_contain_text("Well, Sam?")
    page.get_by_role("textbox", name="Text").fill("Did you two meet, {first_name}?")
    frame = page.frame_locator("iframe.mail-frame")
    expect(frame.get_by_text("Did you two meet, Miriam?")).to_be_visible()
    expect(page.get_by_role("textbox", name="Text")).to_be_focused()
    page.get_by_role("button", name="Keep in the draft").click()
    expect(page.get_by_text("Own wording")).to_be_visible()
    assert Rung.objects.exclude(subject="").count() == 0

    page.get_by_role("link", name="Edit the journey").click()
    page.get_by_role("button", name="Save the journey").click()
    expect(page.get_by_text("The journey is saved.")).to_be_visible()
    session = Step.objects.get(program=program, kind="session")
    assert (session.every_days, session.position) == (7, 4)
    assert session.rungs.get(offset_days=3).subject == "Well, {partner}?"


def test_the_same_without_a_script_on_a_phone(program, open_as):  # noqa: F811
    page = open_as("coordinator", edit(program), viewport=PHONE, javascript=False)
    page.get_by_role("button", name=f"Move up: {SESSION}").click()
    expect(page.get_by_text("“Session” is now number 2.")).to_be_visible()
    page.get_by_label("Kind of step").select_option("own")
    page.get_by_role("button", name="Add it").click()
    page.get_by_label("Title").fill("Meet five people")
    page.get_by_role("button", name="Add the step").click()
    expect(page.get_by_text("“Meet five people” is added.")).to_be_visible()
    page.get_by_role("link", name="0 reminders of Meet five people").click()
    page.get_by_label("How many days before or after?").fill("5")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("link", name="Wording of 5 days late").click()
    page.get_by_label("Subject").fill("Five, {mentee}?")
    page.get_by_role("button", name="Check and look").click()
    expect(page.locator("#checked")).to_contain_text("Five, Sam Lee?")
    page.get_by_role("button", name="Send me this").click()
    expect(page.get_by_text("On its way to coordinator@example.org")).to_be_visible()
    expect(page.get_by_label("Subject")).to_have_value("Five, {mentee}?")
    page.get_by_role("button", name="Keep in the draft").click()
    expect(page.get_by_text("Own wording")).to_be_visible()
    page.get_by_role("link", name="Edit the journey").click()
    page.get_by_role("button", name="Save the journey").click()
    expect(page.get_by_text("The journey is saved.")).to_be_visible()
    assert Step.objects.get(title="Meet five people").rungs.get().subject == "Five, {mentee}?"


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_pages_of_the_editor_are_whole(
    cast,
    program,
    open_as,  # noqa: F811
    check_page,
    picture,
    viewport,
    scheme,
):
    by = {"by": cast.coordinator, "now": timezone.now()}
    session = kept(program, SESSION)
    drafting.change_step(program, session.id, every_days=7, seen=drafting_queries.edited(program).seen, **by)
    drafting.change_step(
        program, kept(program, "Say hello").id, enabled=False, seen=drafting_queries.edited(program).seen, **by
    )
    today = factories.today()
    program.holidays.create(
        name="Winter break", first_on=today + timedelta(days=30), last_on=today + timedelta(days=44)
    )
    program.holidays.create(name="Long ago", first_on=today - timedelta(days=60), last_on=today - timedelta(days=50))
    rung = session.ladder[1].id
    page = open_as("coordinator", edit(program), viewport=viewport, scheme=scheme)
    addresses = {
        "journey": reverse("program_journey", args=[program.pk]),
        "edit": edit(program),
        "step": reverse("journey_step", args=[program.pk, session.id]),
        "ladder": reverse("journey_ladder", args=[program.pk, session.id]),
        "rung": reverse("journey_rung", args=[program.pk, session.id, rung]),
        "wording": reverse("journey_wording", args=[program.pk, session.id, rung]),
        "pace": reverse("program_pace", args=[program.pk]),
    }
    for name, address in addresses.items():
        page.goto(address)
        page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        picture(page, f"editor-{name}-{viewport['width']}-{scheme}")
        check_page(page)
