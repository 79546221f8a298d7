"""What one is told, in a real browser: the inbox by keyboard, the ways without JavaScript, less of it from the mail."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from mentoring.notifications.answering import links
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.wishes.models import MailHabits, Preference, Snooze
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.telling import queue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(cast):
    """Three things the mentee was told on two days, one of them read."""
    step = factories.StepFactory(program=cast.program)
    day = cast.program.today(timezone.now()) - timedelta(days=3)
    touchpoint = factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=day)
    payload = {"touchpoint": touchpoint.pk, "membership": cast.mentee_in.pk, "due_on": day.isoformat()}
    pair, now = reverse("pair", args=[cast.pairing.pk]), timezone.now()
    lines = [("Did you and Miriam meet?", 0, None), ("Your goal is agreed", 0, None), ("How is it going?", 26, now)]
    rows = [
        Notification.objects.create(
            key=f"k{number}",
            recipient=cast.mentee,
            kind="session_late",
            payload=payload,
            state="delivered",
            about="" if number else f"touchpoint:{touchpoint.pk}",
            program_id=cast.program.pk,
            title=title,
            url=pair,
            in_app=True,
            read_at=read_at,
            due_at=now - timedelta(hours=hours, minutes=number),
            decided_at=now - timedelta(hours=hours, minutes=number),
        )
        for number, (title, hours, read_at) in enumerate(lines)
    ]
    queue(1, notification=rows[0], recipient=cast.mentee, program_id=cast.program.pk, subject=lines[0][0])
    return rows[0]


def test_the_inbox_by_keyboard(cast, told, page, sign_in_browser):
    sign_in_browser(page, cast.mentee)
    page.goto("/")
    bell = page.get_by_role("link", name="Inbox, 2 unread")
    bell.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Inbox", level=1)).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").endswith("Did you and Miriam meet?"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You and Miriam")).to_be_visible()
    expect(page.get_by_role("link", name="Inbox, 1 unread")).to_be_visible()
    page.goto("/inbox/")
    page.get_by_role("button", name="Mark all as read").press("Enter")
    expect(page.get_by_text("Everything is marked as read.")).to_be_visible()
    expect(page.get_by_role("link", name="Inbox, nothing unread")).to_be_visible()


def test_who_has_lost_access_is_told_so(cast, told, page, sign_in_browser):
    cast.mentee_in.state = "left"
    cast.mentee_in.save()
    sign_in_browser(page, cast.mentee)
    page.goto("/inbox/")
    page.get_by_role("button", name="Did you and Miriam meet?").click()
    expect(page.get_by_text("What you were told about is no longer there for you")).to_be_visible()
    page.get_by_role("link", name="Back to your inbox").click()
    expect(page.get_by_role("heading", name="Inbox", level=1)).to_be_visible()


@pytest.mark.parametrize("javascript", [False, True])
def test_the_ways_are_chosen_with_and_without_javascript(javascript, cast, new_page, live_server, sign_in_browser):
    page = new_page(javascript=javascript, viewport=PHONE, base_url=live_server.url)
    sign_in_browser(page, cast.mentee)
    page.goto("/settings/mail/")
    page.get_by_label("By mail: Did you two meet?").uncheck()
    page.get_by_label("Once a day, in one mail").check()
    page.get_by_label("My own", exact=True).check()
    page.get_by_label("Quiet until").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Choose when your quiet hours end.").first).to_be_visible()
    assert MailHabits.objects.count() == 0
    expect(page.get_by_label("By mail: Did you two meet?")).not_to_be_checked()
    page.get_by_label("Quiet until").fill("07:30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Once a day, in one mail")).to_be_checked()
    assert Preference.objects.values_list("kind", "by_mail", "in_app").get() == ("session_late", False, True)
    habits = MailHabits.objects.get()
    assert (habits.rhythm, str(habits.quiet_from), str(habits.quiet_until)) == ("daily", "20:00:00", "07:30:00")


def test_less_of_it_by_the_link_in_the_mail_without_javascript(cast, told, new_page, live_server):
    page = new_page(javascript=False, viewport=PHONE, base_url=live_server.url)
    address = reverse("unsubscribe", args=[links.make_unsubscribe("session_late", user=cast.mentee)])
    page.goto(address)
    page.get_by_role("button", name="Everything once a week").click()
    expect(page.get_by_role("heading", name="You get one mail a week at most")).to_be_visible()
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_role("heading", name="You won't get these mails any more")).to_be_visible()
    expect(page.get_by_role("link", name="Remind me later")).to_be_visible()
    page.goto(reverse("snooze", args=[links.make("snooze", user=cast.mentee, object_id=told.pk)]))
    page.get_by_label("On this day").check()
    page.get_by_role("button", name="Remind me then").click()
    expect(page.get_by_text("Choose a day.").first).to_be_visible()
    page.get_by_label("Tomorrow").check()
    page.get_by_role("button", name="Remind me then").click()
    expect(page.get_by_text("You will be reminded then")).to_be_visible()
    assert (MailHabits.objects.get().rhythm, Preference.objects.get().by_mail) == ("weekly", False)
    assert Snooze.objects.get().about == told.about


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "viewport"), [("phone", PHONE), ("desk", DESK)])
def test_every_page_reads_well(
    scheme, width, viewport, cast, told, new_page, live_server, sign_in_browser, check_page, picture
):
    page = new_page(viewport=viewport, scheme=scheme, base_url=live_server.url)
    for name, address in {
        "unsubscribe": reverse("unsubscribe", args=[links.make_unsubscribe("session_late", user=cast.mentee)]),
        "snooze": reverse("snooze", args=[links.make("snooze", user=cast.mentee, object_id=told.pk)]),
        "link-gone": "/later/forged/",
    }.items():
        page.goto(address)
        check_page(page)
        picture(page, f"{name}-{width}-{scheme}")
    sign_in_browser(page, cast.mentee)
    for name, address in {
        "inbox": "/inbox/",
        "preferences": "/settings/mail/",
        "inbox-snooze": reverse("inbox_snooze", args=[told.pk]),
    }.items():
        page.goto(address)
        check_page(page)
        picture(page, f"{name}-{width}-{scheme}")
    sign_in_browser(page, cast.coordinator)
    for name, address in {
        "person": reverse("person", args=[cast.program.pk, cast.mentee_in.pk]),
        "mails": reverse("program_mails", args=[cast.program.pk]),
        "people": reverse("people", args=[cast.program.pk]),
        "inbox-empty": "/inbox/",
    }.items():
        page.goto(address)
        check_page(page)
        picture(page, f"{name}-{width}-{scheme}")
