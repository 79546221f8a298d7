"""Invite, join, sign up, apply, approve: in a real browser, on a desk and on a phone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mentoring.notifications.planning.models import Mail
from programs.models import Application, Membership
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.factories import PASSWORD
from tests.sentences import CREATE_ACCOUNT, DRAFT_IS_KEPT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(db):
    """A program that enrols, its coordinator, and questions of every kind."""
    coordinator = factories.UserFactory(name="Cora Lind", email="cora@example.org")
    program = factories.ProgramFactory(
        name="Women in Engineering", state="enrolling", purpose="Grow with somebody who has walked the way before you."
    )
    factories.MembershipFactory(user=coordinator, program=program, role="coordinator")
    for fields in (
        {"kind": "short", "label": "What do you do?", "help_text": "A few words."},
        {"kind": "long", "label": "What do you hope for?", "shown_to_match": True},
        {"kind": "choice", "label": "Where do you like to meet?", "choices": ["Online", "On site", "Both"]},
        {"kind": "multiple", "label": "What can you help with?", "choices": ["Career", "Code", "Courage"]},
    ):
        factories.QuestionFactory(program=program, audience="both", **fields)
    return program, coordinator


def in_main(page, role, name, **options):
    return page.get_by_role("main").get_by_role(role, name=name, **options)


def newest_link(address):
    text = Mail.objects.filter(to=address).latest("pk").text
    return re.search(r"http://testserver(/join/\S+)", text).group(1)


def write_to(page, program, people):
    page.goto(f"/programs/{program.pk}/invite/")
    page.get_by_label("Mentor", exact=True).check()
    page.get_by_label("E-mail addresses").fill(people)
    in_main(page, "button", "Send invitations").click()


def test_from_the_invitation_to_taking_part(place, new_page, live_server, sign_in_browser, check_page, picture):
    program, coordinator = place
    cora = sign_in_browser(new_page(base_url=live_server.url), coordinator)
    write_to(cora, program, "Ines Roth <ines@example.org>\nnonsense")
    expect(cora.get_by_role("alert")).to_contain_text("Line 2: “nonsense” is not an e-mail address.")
    expect(cora.get_by_label("E-mail addresses")).to_have_value("Ines Roth <ines@example.org>\nnonsense")
    check_page(cora)
    picture(cora, "enrolment-invite-wrong")
    cora.get_by_label("E-mail addresses").fill("Ines Roth <ines@example.org>")
    in_main(cora, "button", "Send invitations").click()
    expect(cora.locator("main")).to_contain_text("1 invitation is on its way.")

    ines = new_page(base_url=live_server.url, viewport=PHONE)
    ines.goto(newest_link("ines@example.org"))
    check_page(ines)
    picture(ines, "enrolment-join-phone")
    in_main(ines, "button", "Create an account").click()
    ines.locator("[name=name]").fill("Ines Roth")
    ines.locator("[name=password1]").fill(PASSWORD)
    in_main(ines, "button", CREATE_ACCOUNT).click()
    in_main(ines, "button", "Accept the invitation").click()

    in_main(ines, "button", "Hand in").click()
    expect(ines.get_by_role("alert")).to_contain_text("Answer “What do you do?”")
    check_page(ines)
    picture(ines, "enrolment-apply-wrong-phone")
    ines.get_by_label("What do you do?").fill("Engineer")
    in_main(ines, "button", "Keep for later").click()
    expect(ines.locator("main")).to_contain_text(DRAFT_IS_KEPT)
    ines.goto(f"/programs/{program.pk}/apply/mentor/")
    expect(ines.get_by_label("What do you do?")).to_have_value("Engineer")
    ines.get_by_label("What do you hope for?").fill("To pass on what I know.")
    ines.get_by_label("On site").check()
    ines.get_by_label("Code").check()
    ines.get_by_label("How many mentees can you take?").fill("2")
    in_main(ines, "button", "Hand in").dblclick()
    expect(ines.locator("main")).to_contain_text("You're in line")

    cora.goto(f"/programs/{program.pk}/applications/")
    expect(cora.get_by_role("heading", level=1)).to_have_text("1 person waits for your answer")
    check_page(cora)
    in_main(cora, "link", "Ines Roth").click()
    check_page(cora)
    picture(cora, "enrolment-application")
    cora.get_by_label("Approve").check()
    in_main(cora, "button", "Send the answer").click()
    expect(cora.locator("main")).to_contain_text("Ines Roth takes part now")
    membership = Membership.objects.get(program=program, role="mentor")
    assert (membership.user.email, membership.capacity, Application.objects.count()) == ("ines@example.org", 2, 1)


def test_a_list_is_checked_then_sent_without_javascript(place, new_page, live_server, sign_in_browser, picture):
    program, coordinator = place
    page = sign_in_browser(new_page(base_url=live_server.url, javascript=False), coordinator)
    page.goto(f"/programs/{program.pk}/invite/csv/")
    text = "email;name;role\nines@example.org;Inés O'Neill;mentor\nnope;X;mentee\nINES@example.org;Again;mentor\n"
    page.locator("[name=file]").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": text.encode("cp1252")}
    )
    in_main(page, "button", "Check the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 invitation to send")
    expect(page.locator("#to-send")).to_contain_text("Inés O'Neill")
    expect(page.locator("#problems")).to_contain_text("ines@example.org is already on line 2.")
    assert Mail.objects.count() == 0
    picture(page, "enrolment-check-file")
    in_main(page, "button", "Send 1 invitation").click()
    expect(page.locator("main")).to_contain_text("1 invitation is on its way.")
    assert list(Mail.objects.values_list("to", flat=True)) == ["ines@example.org"]


def test_searching_swaps_the_list_and_keeps_the_focus(place, page, sign_in_browser):
    program, coordinator = place
    for name in ("Ana Berg", "Ben Cho"):
        factories.MembershipFactory(program=program, role="mentor", user=factories.UserFactory(name=name))
    sign_in_browser(page, coordinator).goto(f"/programs/{program.pk}/people/")
    box = page.get_by_label("Name or address")
    box.press_sequentially("ana")
    expect(page.locator("#results")).not_to_contain_text("Ben Cho")
    expect(page.locator("#results")).to_contain_text("Ana Berg")
    expect(box).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["390", "1280"])
def test_every_page_of_enrolment_is_sound(
    place, new_page, live_server, sign_in_browser, check_page, picture, scheme, viewport
):
    program, coordinator = place
    now = timezone.now()
    past = {"created_at": now - timedelta(days=20), "sent_at": now - timedelta(days=20)}
    invite = {"program": program, "invited_by": coordinator}
    factories.InvitationFactory(email="a.rather.long.address.of.somebody@a-long-organisation.example.org", **invite)
    factories.InvitationFactory(name="Ines Roth", state="accepted", answered_at=now, **invite)
    factories.InvitationFactory(name="Li Wei", expires_at=now - timedelta(days=6), sent_count=3, **past, **invite)
    factories.InvitationFactory(state="withdrawn", **invite)
    for name in ("Ana Berg", "Ben Cho", "Wolfeschlegelsteinhausenbergerdorff Keihanaikukauakahihuliheekahaunaele"):
        user = factories.UserFactory(name=name)
        factories.MembershipFactory(program=program, role="mentor", user=user)
        waiting = factories.ApplicationFactory(program=program, role="mentee", user=user)
    page = sign_in_browser(new_page(base_url=live_server.url, viewport=viewport, scheme=scheme), coordinator)
    for name in ("people", "invitations", "invite", "invite/csv", "applications", f"applications/{waiting.pk}"):
        page.goto(f"/programs/{program.pk}/{name}/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        picture(page, f"enrolment-{name.replace('/', '-')}-{scheme}-{viewport['width']}")
        check_page(page)
