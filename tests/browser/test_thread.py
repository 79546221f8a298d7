"""One thread through the whole application: real server, real worker, real beat, real mail, three people.

Set up, a program, invitations by mail, accounts, applications, a pair, a goal that both agree on, a session, a reminder
that beat plans and the worker delivers, an answer from that mail without signing in, the coordinator who sees it all.
"""

from datetime import timedelta

import psycopg
import pytest
from playwright.sync_api import Page, expect

from programs.builtin import catalog as templates_builtin
from programs.models import Step
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.stack import Stack
from tests.factories import PASSWORD
from tests.sentences import AGREE, ANSWER_IS_SAVED, CREATE_ACCOUNT, LOG_SESSION, OPEN_FOR_ENROLMENT, PROPOSE

CORA, MIRIAM, SAM = "cora@example.org", "miriam@example.org", "sam@example.org"


@pytest.fixture(scope="module")
def stack():
    stack = Stack()
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


@pytest.fixture
def open_page(stack, new_page):
    def open_it(**options) -> Page:
        return new_page(base_url=stack.url, **options)

    return open_it


def first_session_day() -> int:
    steps = templates_builtin.get("career").steps
    return next(step.first_day(length=240) for step in steps if step.kind == Step.Kind.SESSION)


# The reminder of the third day after the first session's day has become due yesterday, at nine in anybody's morning.
STARTED_ON = factories.today() - timedelta(days=first_session_day() + 4)


def submit(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def never_quiet(stack: Stack) -> None:
    """Nobody has a night or a weekend: the thread must hold at any hour."""
    with psycopg.connect(stack.env["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            "INSERT INTO notifications_mailhabits (user_id, rhythm, quiet_from, quiet_until, quiet_weekends) "
            "SELECT id, 'at_once', '00:00', '00:00', false FROM accounts_user"
        )


def test_the_thread(stack, open_page, check_page):
    cora = open_page(viewport=DESK)
    set_up(cora, stack)
    check_page(cora)
    create_program(cora)
    invite(cora, "mentor", f"Miriam Okafor <{MIRIAM}>")
    invite(cora, "mentee", f"Sam Lee <{SAM}>")

    miriam, sam = open_page(viewport=DESK, scheme="dark"), open_page(viewport=PHONE)
    for page, address, name in ((miriam, MIRIAM, "Miriam Okafor"), (sam, SAM, "Sam Lee")):
        join(page, stack, address, name, check_page)
        approve(cora, name)
        stack.catcher.text_to(address, containing="Women in Engineering")
    never_quiet(stack)
    start_program(cora)
    pair(cora)
    check_page(cora)

    write_goal(sam)
    check_page(sam)
    agree_to_goal(miriam)
    check_page(miriam)
    answer_from_the_mail(stack, open_page, check_page)
    log_session(miriam)
    check_page(miriam)
    mentee_reads_what_is_shared(sam)
    coordinator_sees(cora, check_page)


def set_up(page: Page, stack: Stack) -> None:
    page.goto(stack.manage("setup_link").strip().split()[-1])
    page.locator("[name=organisation]").fill("Harbour Engineering")
    page.locator("main [name=name]").fill("Cora Lind")
    page.locator("[name=email]").fill(CORA)
    page.locator("[name=password]").fill(PASSWORD)
    submit(page, "Set up and sign in")
    expect(page.get_by_text("Start with a program")).to_be_visible()


def create_program(page: Page) -> None:
    page.get_by_role("link", name="Create a program").click()
    page.get_by_role("link", name="Career development").click()
    page.locator("main [name=name]").fill("Women in Engineering")
    page.locator("[name=starts_on]").fill((factories.today() - timedelta(days=40)).isoformat())
    page.locator("[name=ends_on]").fill((factories.today() + timedelta(days=200)).isoformat())
    submit(page, "Create the draft")
    submit(page, OPEN_FOR_ENROLMENT)
    expect(page.get_by_text("People can join")).to_be_visible()


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Women in Engineering").get_by_role("link", name=name).click()


def open_program(page: Page) -> None:
    page.goto("/programs/")
    page.get_by_role("main").get_by_role("link", name="Women in Engineering").first.click()


def invite(page: Page, role: str, people: str) -> None:
    open_program(page)
    page.get_by_role("main").get_by_role("link", name="Invite people").first.click()
    page.locator(f"[name=role][value={role}]").check()
    page.locator("[name=people]").fill(people)
    submit(page, "Send invitations")
    expect(page.get_by_role("main")).to_contain_text(people.split("<")[1].rstrip(">"))


def join(page: Page, stack: Stack, address: str, name: str, check_page) -> None:
    """From the mail to a handed-in application."""
    page.goto(stack.catcher.link_to(address, path="/join/"))
    check_page(page)
    page.get_by_role("button", name="Create an account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Create your account")
    page.locator("main [name=name]").fill(name)
    page.locator("[name=password1]").fill(PASSWORD)
    check_page(page)
    submit(page, CREATE_ACCOUNT)
    submit(page, "Accept the invitation")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your application")
    page.wait_for_load_state()  # the heading comes before the form
    for field in page.locator("main textarea, main input[type=text]").all():
        field.fill("To learn from somebody who has been there.")
    for group in page.locator("main fieldset").all():
        group.locator("input").first.check()
    check_page(page)
    submit(page, "Hand in")
    expect(page.get_by_role("main")).to_contain_text("in line")


def approve(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Decide").click()
    page.get_by_role("main").get_by_role("link", name=name).first.click()
    page.locator("[name=decision][value=approve]").check()
    submit(page, "Send the answer")
    expect(page.get_by_role("main")).to_contain_text("pproved")


def start_program(page: Page) -> None:
    open_program(page)
    submit(page, "Start the program")
    expect(page.get_by_text("The program is running.")).to_be_visible()


def pair(page: Page) -> None:
    tab(page, "Pairs")
    page.get_by_role("main").get_by_role("link", name="Pair two people").first.click()
    page.locator("[name=mentor]").select_option(index=1)
    page.locator("[name=mentee]").select_option(index=1)
    page.locator("[name=started_on]").fill(STARTED_ON.isoformat())
    submit(page, "Make them a pair")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sam Lee")


def write_goal(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Goals").click()
    page.get_by_role("link", name="Write the first goal").click()
    page.locator("[name=title]").fill("Run my first team demo")
    page.locator("[name=why]").fill("I want to be seen.")
    page.locator("[name=measure]").fill("Three demos held.")
    page.locator("[name=milestone_1]").fill("Watch two demos")
    page.locator("[name=milestone_2]").fill("Hold one")
    submit(page, PROPOSE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Run my first team demo")


def agree_to_goal(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="proposed a goal").click()
    submit(page, AGREE)
    expect(page.get_by_text("Miriam Okafor agreed")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("0 of 2 milestones")


def answer_from_the_mail(stack: Stack, open_page, check_page) -> None:
    """Beat has planned the reminder, the worker has sent it; the phone that opens it is signed in nowhere."""
    phone = open_page(viewport=PHONE)
    phone.goto(stack.catcher.link_to(SAM, containing="We met", path="/answer/"))
    check_page(phone)
    phone.locator("#met-form [name=held_on]").fill((STARTED_ON + timedelta(days=first_session_day())).isoformat())
    phone.locator("#met-form [name=minutes]").fill("47")
    submit(phone, "Save: we met")
    expect(phone.get_by_text(ANSWER_IS_SAVED)).to_be_visible()
    phone.goto("/")
    expect(phone.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def log_session(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Sam").click()
    page.get_by_role("link", name="Log a session").first.click()
    page.locator("[name=minutes]").fill("60")
    page.locator("[name=what_i_heard]").fill("You would like to be asked.")
    page.locator("[name=shared_notes]").fill("We spoke about the **demo**.")
    page.locator("main summary", has_text="rivate").click()
    page.locator("[name=private_note]").fill("Listen more next time.")
    submit(page, LOG_SESSION)
    expect(page.get_by_text("You would like to be asked.").first).to_be_visible()


def mentee_reads_what_is_shared(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Miriam").click()
    page.get_by_role("navigation", name="You and Miriam").get_by_role("link", name="Sessions").click()
    expect(page.get_by_role("main")).to_contain_text("47 min")
    page.get_by_role("main").locator("a[href^='/sessions/']").first.click()
    expect(page.get_by_role("main")).to_contain_text("We spoke about the demo.")
    expect(page.get_by_role("main")).not_to_contain_text("Listen more next time.")


def coordinator_sees(page: Page, check_page) -> None:
    """The pair, its sessions without words, and every mail as it was sent."""
    open_program(page)
    tab(page, "Pairs")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pairs")
    check_page(page)
    page.get_by_role("main").get_by_role("link", name="Sam Lee").first.click()
    expect(page.get_by_role("main")).to_contain_text("47 min")
    expect(page.get_by_role("main")).not_to_contain_text("We spoke about")
    open_program(page)
    tab(page, "Mails")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mails")
    check_page(page)
    expect(page.get_by_role("main")).to_contain_text(SAM)
    page.get_by_role("main").get_by_role("link", name="meet").first.click()
    expect(page.get_by_role("main")).to_contain_text("We met")
    check_page(page)
