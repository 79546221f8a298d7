"""The pages of a program in a real browser: axe, nothing cut off, on a phone and on a desk, light and dark."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from mentoring.activity.record import record
from mentoring.notifications.planning.models import Mail
from programs.invitations import actions as invitations
from programs.invitations.roster import Person
from programs.models import Program
from programs.setup import actions
from tests import factories
from tests.browser.conftest import PHONE
from tests.sentences import OPEN_FOR_ENROLMENT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(cast):
    now = timezone.now()
    program = actions.create(
        "career",
        name="Growing together in Engineering and Operations",
        purpose="Mentees find out what they want from their working life.\nMentors sharpen how they listen.",
        starts_on=factories.today() + timedelta(days=10),
        ends_on=factories.today() + timedelta(days=374),
        time_zone="Europe/Berlin",
        by=cast.coordinator,
        now=now,
    )
    actions.open_enrolment(program, by=cast.coordinator, now=now)
    factories.MembershipFactory(program=program, role="mentor")
    factories.MembershipFactory(program=program, user=cast.mentee, role="mentee")
    factories.ApplicationFactory(program=program)
    factories.MembershipFactory(user=cast.administrator, program=program, role="coordinator")
    draft = actions.create(
        "peers",
        name="Peers",
        purpose="",
        starts_on=factories.today() + timedelta(days=10),
        ends_on=factories.today() + timedelta(days=100),
        time_zone="Europe/Berlin",
        by=cast.coordinator,
        now=now,
    )
    closed = factories.ProgramFactory(name="Last year", state="closed")
    factories.MembershipFactory(program=closed, user=cast.coordinator, role="coordinator")
    record("pairing.started", cast.pairing, by=cast.coordinator, program_id=program.pk)
    guest = Person("ana@example.org", "Ana Sousa", "mentor")
    invitations.invite(program, people=[guest], role="mentor", by=cast.coordinator, now=now)
    mail = Mail.objects.filter(program_id=program.pk).first()
    Mail.objects.filter(pk=mail.pk).update(state="failed", attempts=8, server_answer="550 5.1.1 No such mailbox here")
    return SimpleNamespace(program=program, draft=draft, closed=closed, mail=mail, cast=cast)


PAGES = {
    "programs": lambda w: reverse("programs"),
    "program-new": lambda w: reverse("program_new"),
    "program-new-form": lambda w: reverse("program_new") + "?template=career",
    "program": lambda w: reverse("program", args=[w.program.pk]),
    "program-draft": lambda w: reverse("program", args=[w.draft.pk]),
    "program-closed": lambda w: reverse("program", args=[w.closed.pk]),
    "program-edit": lambda w: reverse("program_edit", args=[w.program.pk]),
    "program-coordinators": lambda w: reverse("program_coordinators", args=[w.program.pk]),
    "program-journey": lambda w: reverse("program_journey", args=[w.program.pk]),
    "program-mails": lambda w: reverse("program_mails", args=[w.program.pk]),
    "program-mail": lambda w: reverse("mail", args=[w.program.pk, w.mail.pk]),
    "program-activity": lambda w: reverse("program_activity", args=[w.program.pk]),
}


def test_pages_of_a_program_are_whole(world, new_page, live_server, sign_in_browser, check_looks):
    page = new_page(base_url=live_server.url)
    sign_in_browser(page, world.cast.coordinator)
    for name, address in PAGES.items():
        page.goto(address(world))
        check_looks(page, name)
    sign_in_browser(page, world.cast.mentee)
    page.goto(reverse("program", args=[world.program.pk]))
    check_looks(page, "program-about")


@pytest.mark.parametrize("javascript", [True, False])
def test_coordinator_creates_opens_and_changes_a_program(cast, new_page, live_server, sign_in_browser, javascript):
    page = new_page(base_url=live_server.url, javascript=javascript)
    sign_in_browser(page, cast.coordinator)
    page.goto(reverse("programs"))
    page.get_by_role("link", name="New program").click()
    page.get_by_role("link", name="Career development").click()
    page.get_by_role("button", name="Create the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a name for the program.")
    page.get_by_label("Name of the program").fill("Women in Operations")
    page.get_by_role("button", name="Create the draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Women in Operations")
    page.get_by_role("button", name=OPEN_FOR_ENROLMENT).click()
    expect(page.get_by_role("main")).to_contain_text("People can be invited and can apply now.")
    page.get_by_role("link", name="Settings", exact=True).first.click()
    page.get_by_label("Days between sessions").fill("21")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("Saved.")
    page.get_by_role("link", name="Journey").click()
    expect(page.get_by_role("main")).to_contain_text("every 3 weeks")


def test_mail_is_framed_as_it_was_sent(world, page, sign_in_browser):
    sign_in_browser(page, world.cast.coordinator)
    page.goto(reverse("mail", args=[world.program.pk, world.mail.pk]))
    frame = page.frame_locator("iframe.mail-frame")
    expect(frame.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("main")).to_contain_text("It is on its way again.")


@pytest.mark.parametrize("name", ["home", "resources"])
def test_the_longest_name_of_a_program_leaves_no_phone(world, new_page, live_server, sign_in_browser, check_page, name):
    Program.objects.update(name="x" * 120)
    page = new_page(viewport=PHONE, base_url=live_server.url)
    sign_in_browser(page, world.cast.mentee)
    page.goto(reverse(name, args=[] if name == "home" else [world.program.pk]))
    check_page(page)
