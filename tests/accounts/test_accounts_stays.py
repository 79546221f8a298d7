"""How long a browser stays signed in, where a person is signed in, and signing out from afar."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentoring.accounts import browsers, stays
from mentoring.accounts.models import Organisation
from mentoring.activity.models import Entry
from mentoring.home import setup_token, tasks
from mentoring.notifications.planning.models import Mail
from tests.factories import PASSWORD, UserFactory
from tests.pages import shows
from tests.signing_in import log_in, prove, who

LIST = reverse("usersessions_list")
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari"
DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
NEW_PASSWORD = {"oldpassword": PASSWORD, "password1": "a wholly other password"}


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def administrator(db, noon):
    """A test client."""
    browser = Client()
    browser.force_login(
        UserFactory(name="Ada Root", is_administrator=True), backend="django.contrib.auth.backends.ModelBackend"
    )
    return browser


def signed_in(miriam, user_agent=DESK) -> Client:
    browser = Client(headers={"User-Agent": user_agent})
    log_in(browser)
    assert who(browser) == str(miriam.pk)
    return browser


def stays_in(browser) -> bool:
    return browser.get(LIST).status_code == 200


def still_in(**browsers: Client) -> set[str]:
    return {name for name, browser in browsers.items() if stays_in(browser)}


def listed(browser) -> list[tuple[str, bool]]:
    return [(found.name, found.is_this) for found in browser.get(LIST).context["page_obj"]]


def test_a_browser_that_is_used_stays_signed_in_and_one_that_isnt_doesnt(miriam, noon):
    used, forgotten = signed_in(miriam), signed_in(miriam, PHONE)
    for _ in range(2):
        noon.shift(timedelta(days=29))
        assert stays_in(used)

    assert not stays_in(forgotten)
    assert forgotten.get(LIST).url == f"{reverse('account_login')}?next={LIST}"
    assert listed(used) == [("Firefox on Linux", True)]
    noon.shift(timedelta(days=30, minutes=1))
    assert not stays_in(used)


def test_the_end_comes_however_often_it_is_used(miriam, noon):
    browser = signed_in(miriam)
    for _ in range(8):
        noon.shift(timedelta(days=10))
        assert stays_in(browser)
    noon.shift(timedelta(days=9, hours=23))
    assert stays_in(browser)
    assert Session.objects.get().expire_date == NOON + timedelta(days=90)
    noon.shift(timedelta(hours=1, seconds=1))
    assert not stays_in(browser)
    assert who(browser) is None


def test_what_an_operator_has_shortened_holds_for_who_is_signed_in_already(miriam, noon, settings):
    browser, other = signed_in(miriam), signed_in(miriam, PHONE)
    settings.SESSION_COOKIE_AGE = 30 * 60
    noon.shift(timedelta(minutes=29))
    assert stays_in(browser)
    noon.shift(timedelta(minutes=29))
    assert still_in(browser=browser, other=other) == {"browser"}
    settings.SIGNED_IN_HOURS = 1
    noon.shift(timedelta(minutes=3))
    assert not stays_in(browser)


def test_what_an_administrator_has_shortened_holds_for_who_is_signed_in_already(
    miriam, administrator, noon, settings, django_capture_on_commit_callbacks
):
    Organisation.objects.create(pk=1, name="Harbour")
    browser, other = signed_in(miriam), signed_in(miriam, PHONE)
    form = {"name": "Harbour", "hue": "258", "time_zone": "UTC", "idle_days": "7"}
    with django_capture_on_commit_callbacks(execute=True):
        assert administrator.post(reverse("organisation"), form).status_code == 302
    assert Entry.objects.get(verb="organisation.changed").details["after"] == {"idle_days": 7}

    noon.shift(timedelta(days=6))
    assert stays_in(browser)
    noon.shift(timedelta(days=2))
    assert still_in(browser=browser, other=other) == {"browser"}
    assert Session.objects.get(session_key=browser.session.session_key).expire_date == NOON + timedelta(days=15)

    settings.SESSION_COOKIE_AGE = 60 * 60  # the operator's is shorter, and holds
    noon.shift(timedelta(hours=2))
    assert not stays_in(browser)


def test_an_administrator_chooses_only_what_the_server_allows(administrator, settings):
    Organisation.objects.create(pk=1, name="Harbour")
    page, form = reverse("organisation"), {"name": "Harbour", "hue": "258", "time_zone": "UTC"}
    shows(administrator.get(page), "After two weeks", "After 30 days (the longest)")
    settings.SESSION_COOKIE_AGE = 36 * 3600
    shows(administrator.get(page), "After a day", "After 36 hours (the longest)", hides=["After a week"])
    refused = administrator.post(page, form | {"idle_days": "7"})
    assert refused.status_code == 422
    shows(refused, "Choose one of the times on the list.")
    assert Organisation.objects.get().idle_days is None


@pytest.mark.parametrize(("kept", "shown"), [(None, "longest"), (7, "7"), (14, "longest")])
def test_what_was_chosen_is_shown_and_where_the_server_allows_less_by_now_that(administrator, settings, kept, shown):
    Organisation.objects.create(pk=1, name="Harbour", idle_days=kept)
    settings.SESSION_COOKIE_AGE = 10 * 24 * 3600
    text = administrator.get(reverse("organisation")).content.decode()
    assert re.findall(r'<option value="(\w+)" selected>After', text) == [shown]


def test_an_open_page_that_looks_for_messages_doesnt_keep_anybody_signed_in(cast, sign_in, noon, settings):
    settings.SESSION_COOKIE_AGE = 30 * 60
    browser = sign_in(cast.mentor)
    look = reverse("messages_seen", args=[cast.pairing.pk])
    noon.shift(timedelta(minutes=20))
    assert browser.post(look, headers={"HX-Request": "true"}).status_code == 200
    noon.shift(timedelta(minutes=11))
    refused = browser.post(look, headers={"HX-Request": "true"})
    assert refused.status_code == 403
    assert "signed-out" in refused["HX-Trigger"]


def test_who_types_on_one_page_for_hours_stays_signed_in_and_never_longer_than_the_limits(
    cast, sign_in, noon, settings
):
    """The page says so while somebody types (static/js/staying.js), at most once in four minutes."""
    settings.SESSION_COOKIE_AGE = 15 * 60
    browser = sign_in(cast.mentor)
    here = reverse("still_here")

    def types_for(minutes: int) -> list[int]:
        answers = []
        for _ in range(minutes // 4):
            noon.shift(timedelta(minutes=4))
            answers.append(browser.post(here, headers={"HX-Request": "true"}).status_code)
        return answers

    assert set(types_for(180)) == {204}
    assert stays_in(browser)
    settings.SIGNED_IN_HOURS = 4
    assert types_for(64) == [204] * 14 + [403] * 2  # the longest stay ends, however much is typed
    assert not stays_in(browser)


def test_who_was_signed_in_before_stays_were_counted_signs_in_again(miriam, noon):
    browser = signed_in(miriam)
    session = browser.session
    del session[stays.KEY]
    session.save()
    assert not stays_in(browser)


def test_a_page_costs_no_further_query_but_once_in_five_minutes(miriam, noon):
    browser = signed_in(miriam)

    def written() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse("mail_preferences")).status_code == 200
        tables = ("django_session", "usersessions_usersession")
        return [sql["sql"].split()[0] for sql in queries if any(f'"{table}"' in sql["sql"] for table in tables)]

    assert written() == ["SELECT"]
    noon.shift(timedelta(minutes=4, seconds=59))
    assert written() == ["SELECT"]
    noon.shift(timedelta(seconds=1))
    assert written() == ["SELECT", "SELECT", "UPDATE", "UPDATE"]
    assert written() == ["SELECT"]
    assert UserSession.objects.get().last_seen_at == NOON + timedelta(minutes=5)


def test_each_browser_is_listed_in_words_with_when_it_was_used(miriam, noon):
    desk = signed_in(miriam)
    noon.shift(timedelta(days=2))
    phone = signed_in(miriam, PHONE)
    noon.shift(timedelta(hours=3))
    page = desk.get(LIST)

    assert listed(desk) == [("Firefox on Linux", True), ("Chrome on Android", False)]
    assert listed(phone) == [("Chrome on Android", True), ("Firefox on Linux", False)]
    shows(page, "This one", "In use now. Signed in Mon, Nov 30.", "Sign out everywhere else")
    shows(page, "Last used today at 1:00 PM. Signed in Wed, Dec 2.", hides=["You aren’t signed in anywhere else."])


def test_one_that_isnt_known_is_signed_out_from_afar(miriam):
    desk, phone, strange = signed_in(miriam), signed_in(miriam, PHONE), signed_in(miriam, "curl/8.5")
    row = UserSession.objects.get(user_agent="curl/8.5")
    answer = desk.post(reverse("browser_sign_out", args=[row.pk]), follow=True)

    shows(answer, "Another browser is signed out.")
    assert still_in(desk=desk, phone=phone, strange=strange) == {"desk", "phone"}
    assert listed(desk) == [("Firefox on Linux", True), ("Chrome on Android", False)]


def test_all_others_are_signed_out_and_nobody_elses(miriam, cast, sign_in):
    desk, phone, other = signed_in(miriam), signed_in(miriam, PHONE), sign_in(cast.mentee)
    answer = desk.post(LIST, follow=True)

    shows(answer, "You are signed out everywhere but here.", "You aren’t signed in anywhere else.")
    shows(answer, hides=["Sign out everywhere else"])
    assert still_in(desk=desk, phone=phone, other=other) == {"desk", "other"}


def test_nobody_signs_out_somebody_elses_browser_or_the_one_in_hand(miriam, cast, sign_in):
    desk = signed_in(miriam)
    row = reverse("browser_sign_out", args=[UserSession.objects.get().pk])

    assert [browser.post(row).status_code for browser in (desk, sign_in(cast.administrator))] == [404, 404]
    assert stays_in(desk)


def test_changing_the_password_ends_all_other_sessions(miriam):
    desk, phone = signed_in(miriam), signed_in(miriam, PHONE)
    prove(desk)
    assert desk.post(reverse("account_change_password"), NEW_PASSWORD).url == reverse("settings")

    assert listed(desk) == [("Firefox on Linux", True)]
    assert still_in(desk=desk, phone=phone) == {"desk"}
    assert UserSession.objects.get(user_agent=DESK).session_key == desk.session.session_key


def test_a_new_password_by_mail_ends_all_sessions(miriam):
    desk, anew = signed_in(miriam), Client(headers={"User-Agent": PHONE})
    anew.post(reverse("account_reset_password"), {"email": miriam.email})
    link = re.search(r"http://\S+", Mail.objects.get().text).group(0)
    page = anew.get(link, follow=True)
    anew.post(page.request["PATH_INFO"], {"password1": "a wholly other password"})

    assert listed(anew) == [("Chrome on Android", True)]
    assert not stays_in(desk)


def test_another_secret_key_keeps_people_signed_in_and_listed(miriam, settings):
    desk, phone = signed_in(miriam), signed_in(miriam, PHONE)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    assert listed(desk) == [("Firefox on Linux", True), ("Chrome on Android", False)]
    assert listed(phone) == [("Chrome on Android", True), ("Firefox on Linux", False)]

    settings.SECRET_KEY_FALLBACKS = []
    assert still_in(desk=desk, phone=phone) == {"desk", "phone"}  # their sessions have been signed anew
    settings.SECRET_KEY = "a third key"
    assert still_in(desk=desk, phone=phone) == set()


def test_the_list_costs_the_same_with_one_and_with_three(miriam, django_assert_num_queries):
    desk = signed_in(miriam)

    with django_assert_num_queries(8):
        assert len(listed(desk)) == 1
    signed_in(miriam, PHONE), signed_in(miriam, "curl/8.5")
    with django_assert_num_queries(8):
        assert len(listed(desk)) == 3


def test_a_long_list_comes_in_pages_and_begins_with_this_one(miriam, noon):
    desk = signed_in(miriam)
    for _ in range(26):
        noon.shift(timedelta(seconds=1))
        signed_in(miriam, PHONE)

    assert (len(listed(desk)), listed(desk)[0]) == (25, ("Firefox on Linux", True))
    assert len(desk.get(LIST, {"page": 2}).context["page_obj"]) == 2


def test_the_first_administrator_is_listed_at_once(client, db):
    typed = {
        "organisation": "Harbour", "hue": "262", "name": "Ada", "email": "ada@example.org", "password": PASSWORD,
        "time_zone": "UTC",
    }  # fmt: skip
    client.post(reverse("setup", args=[setup_token.make()]), typed)

    assert UserSession.objects.get().session_key == client.session.session_key
    assert listed(client) == [("Another browser", True)]


def test_browsers_of_sessions_that_have_ended_go_every_night(miriam, noon):
    desk, _ = signed_in(miriam), signed_in(miriam, PHONE)
    noon.shift(timedelta(days=29))
    assert stays_in(desk)
    noon.shift(timedelta(days=2))
    tasks.clear_sessions()

    assert [row.user_agent for row in UserSession.objects.all()] == [DESK]


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (DESK, "Firefox on Linux"),
        (PHONE, "Chrome on Android"),
        (PHONE.replace("Chrome", "SamsungBrowser/28.0 Chrome"), "Samsung Internet on Android"),
        (f"{PHONE} OPR/90.0", "Opera on Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari on a Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/142.0 Safari/604.1", "Chrome on an iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) FxiOS/145.0 Safari/605.1.15", "Firefox on an iPad"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/142.0.0.0 Safari/537.36", "Chrome on a Chromebook"),
        ("Something (Windows NT 10.0)", "Another browser on Windows"),
        ("curl/8.5", "Another browser"),
        ("", "Another browser"),
    ],
)
def test_a_browser_has_plain_words(user_agent, words):
    assert browsers.name(user_agent) == words
