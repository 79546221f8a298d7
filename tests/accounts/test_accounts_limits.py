"""Guessing is slowed down, whatever becomes of Redis; a room full of people isn't."""

import copy
import socket
import threading
from datetime import timedelta

import pytest
from django.conf import settings as of_the_installation
from django.contrib.auth.hashers import make_password
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts import proxies, queries
from mentoring.accounts.models import Organisation, User
from mentoring.notifications.planning.models import Mail
from mentoring.web import passing
from tests.factories import PASSWORD, UserFactory
from tests.pages import shows
from tests.signing_in import code_in, errors_of, log_in, who

# As tests are collected, before conftest puts this process's own caches in their place.
CACHES = copy.deepcopy(of_the_installation.CACHES)
WAIT = ["These were too many attempts. Try again within the hour, or reset your password."]


@pytest.fixture
def redis_at(settings):
    """`redis_at(address)`: the caches of an installation, with Redis there."""

    def on(address: str) -> None:
        settings.CACHES = CACHES | {"passing": CACHES["passing"] | {"LOCATION": address}}

    return on


@pytest.fixture
def frozen():
    """A server that takes every connection and never says a word: its address, and the connections it has taken."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        taken: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    taken.append(listening.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=take)
        thread.start()
        yield f"redis://127.0.0.1:{listening.getsockname()[1]}/0", taken
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()
        for each in taken:
            each.close()


def kept() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kept_values")
        return cursor.fetchone()[0]


def test_without_redis_people_sign_in_by_password_and_by_code(client, miriam, redis_at):
    redis_at("redis://127.0.0.1:1/0")
    log_in(client)
    assert who(client) == str(miriam.pk)

    another = Client()
    asked = another.post(reverse("account_request_login_code"), {"email": miriam.email})
    another.post(asked.url, {"code": code_in(Mail.objects.get())})
    assert who(another) == str(miriam.pk)


def test_without_redis_guessing_is_slowed_down_and_an_emptied_one_forgets_nothing(client, miriam, redis_at):
    redis_at("redis://127.0.0.1:1/0")
    for _ in range(5):
        log_in(client, password="wrong")
    assert errors_of(log_in(client)) == WAIT
    assert kept() > 0

    redis_at(of_the_installation.REDIS_URL)
    caches["passing"].clear()
    assert errors_of(log_in(client)) == WAIT


def test_a_right_password_leaves_no_count_behind(client, miriam, redis_at):
    redis_at("redis://127.0.0.1:1/0")
    for _ in range(8):
        log_in(client)
        client.logout()

    assert errors_of(log_in(client, password="wrong")) != WAIT


def test_forty_people_in_one_room_sign_in_within_a_minute(db):
    people = UserFactory.create_batch(40)
    User.objects.update(password=make_password(PASSWORD))
    browsers = [(person, Client()) for person in people]
    for person, browser in browsers:
        log_in(browser, email=person.email)

    assert [person.email for person, browser in browsers if who(browser) != str(person.pk)] == []


def test_forty_people_in_one_room_ask_for_a_code_within_a_minute(db):
    people = UserFactory.create_batch(40)
    for person in people:
        Client().post(reverse("account_request_login_code"), {"email": person.email})

    assert Mail.objects.filter(kind="account/login_code").count() == 40


def test_guessing_at_many_accounts_from_one_address_is_slowed_down(client, miriam, settings):
    most = settings.WRONG_PASSWORDS_A_MINUTE
    for number in range(most):
        assert errors_of(log_in(client, email=f"a{number}@example.org", password="wrong")) != WAIT

    assert errors_of(log_in(client)) == WAIT


def test_a_frozen_redis_is_waited_for_once_and_not_for_a_second(client, db, redis_at, frozen):
    address, taken = frozen
    Organisation.objects.create(pk=1, name="Harbour Engineering")
    redis_at(address)
    for _ in range(3):
        assert "Harbour Engineering" in client.get(reverse("account_login")).content.decode()

    assert len(taken) == 1
    patience = CACHES["passing"]["OPTIONS"]
    assert patience["socket_connect_timeout"] + patience["socket_timeout"] <= 1
    assert patience["retry"].get_retries() == 0


def test_after_a_while_redis_is_asked_again_and_what_it_kept_is_read(db, redis_at, monkeypatch):
    Organisation.objects.create(pk=1, name="Harbour Engineering")
    redis_at("redis://127.0.0.1:1/0")
    assert str(queries.organisation()) == "Harbour Engineering"
    assert passing._silent_until > 0

    monkeypatch.setattr(passing, "_silent_until", 0.0)  # ten seconds later
    redis_at(of_the_installation.REDIS_URL)
    queries.forget_organisation()
    assert str(queries.organisation()) == "Harbour Engineering"
    Organisation.objects.update(name="Harbor")
    assert str(queries.organisation()) == "Harbour Engineering"
    queries.forget_organisation()
    assert str(queries.organisation()) == "Harbor"
    queries.forget_organisation()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-Ip", "Forwarded"])
def test_a_proxy_that_nobody_told_us_of_is_named(rf, header):
    request = rf.get("/health", headers={header: "192.0.2.1"})
    assert proxies.trouble(request).startswith("Requests come through a reverse proxy, but TRUSTED_PROXIES is 0:")


@pytest.mark.parametrize("proxies_before_us", [0, 1, 2])
def test_the_right_number_of_proxies_needs_no_word(rf, settings, proxies_before_us):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies_before_us
    passed_on = ", ".join(["192.0.2.1"] * proxies_before_us)
    headers = {"X-Forwarded-For": passed_on} if passed_on else {}
    assert proxies.trouble(rf.get("/health", headers=headers)) == ""


def test_who_counts_too_many_proxies_is_told_and_signs_in(cast, settings, client, sign_in):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    cast.mentor.set_password("a long enough password")
    cast.mentor.save()
    sent = {"login": cast.mentor.email, "password": "a long enough password"}
    answer = client.post(reverse("account_login"), sent, headers={"X-Forwarded-For": "192.0.2.1"})
    assert answer.status_code == 302
    told = sign_in(cast.administrator).get("/health", headers={"Accept": "text/html", "X-Forwarded-For": "192.0.2.1"})
    assert "TRUSTED_PROXIES is 2, but fewer proxies" in told.content.decode()


def test_an_address_gets_so_many_mails_an_hour_and_the_page_says_what_to_do(client, miriam, time_machine):
    settings_of = of_the_installation.ACCOUNT_RATE_LIMITS
    assert (settings_of["reset_password"], settings_of["request_login_code"]) == (
        "20/m/ip,3/m/key,10/h/key",
        "60/m/ip,3/m/key,15/h/key",
    )
    begins = timezone.now()
    for number in range(11):
        time_machine.move_to(begins + timedelta(minutes=number), tick=False)
        answer = client.post(reverse("account_reset_password"), {"email": miriam.email})
    assert (answer.status_code, Mail.objects.filter(to=miriam.email).count()) == (429, 10)
    shows(answer, "nothing more was sent", "Look for the newest email first", "Back to signing in")

    other = UserFactory(email="other@example.org")
    assert client.post(reverse("account_reset_password"), {"email": other.email}).status_code == 302
    time_machine.move_to(begins + timedelta(minutes=75), tick=False)
    assert client.post(reverse("account_reset_password"), {"email": miriam.email}).status_code == 302


def test_who_asks_for_code_after_code_is_told_in_a_sentence(client, miriam, time_machine):
    begins = timezone.now()
    for number in range(16):
        time_machine.move_to(begins + timedelta(minutes=number), tick=False)
        answer = Client().post(reverse("account_request_login_code"), {"email": miriam.email})
    assert (answer.status_code, errors_of(answer)) == (422, WAIT)
    assert Mail.objects.filter(kind="account/login_code").count() == 15
