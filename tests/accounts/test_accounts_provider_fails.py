"""An identity provider that is down, slow, talks rubbish, says no or isn't who it claims to be.

The sign-in page says so in a sentence, both logs say why, and neither holds a token.
"""

import json
from datetime import timedelta

import jwt
import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from structlog.testing import capture_logs

from mentoring.accounts.models import User
from mentoring.security import kinds
from mentoring.security.models import Event
from tests.identity_provider import (
    CALLBACK,
    DISCOVERY,
    KEYS,
    MIRIAM,
    START,
    TOKEN,
    USERINFO,
    app_at,
    asked_of,
    changes,
    come_back,
    go,
    hangs,
    path_of,
    running,
    says,
    set_up,
)
from tests.ports import free_port
from tests.signing_in import LOGIN, who

AWAY = "Harbour Login isn’t answering right now."
ODD = "Harbour Login sent an answer that we can’t use."
UNTRUSTED = "We can’t be sure that the answer came from Harbour Login."
CANCELED = "Harbour Login didn’t let you through, or you canceled there."
EXPIRED = "That took too long, or began in another browser."
NOT_IN = "You aren’t signed in yet. Try again, or sign in another way."
CONNECTIONS = reverse("socialaccount_connections")


def failed(client, answer, sentence: str, why: str) -> str:
    """We are at the sign-in page, on the same way as before, which says so; and what the security log says."""
    assert (answer.status_code, answer.url) == (302, f"{LOGIN}?next=%2Fsettings%2F")
    page = client.get(answer.url)
    assert f"<p>{escape(sentence)} {escape(NOT_IN)}</p>" in page.content.decode()
    assert who(client) is None
    assert [kinds.sentence(event) for event in Event.objects.all()] == [f"Sign-in failed: {why}"]


DOWN = "the identity provider didn’t answer"
USELESS = "the identity provider’s answer was of no use"
FORGED = "the identity provider’s answer wasn’t signed by it"


def test_a_provider_that_is_down_is_told_on_the_sign_in_page(client, db, settings):
    set_up(settings, app_at(f"http://127.0.0.1:{free_port()}"))
    with capture_logs() as logged:
        answer = client.get(START, {"process": "login", "next": "/settings/"})

    failed(client, answer, AWAY, DOWN)
    [line] = [line for line in logged if line["event"] == "provider_sign_in_failed"]
    assert line["provider"] == "Harbour Login"
    assert "Connection refused" in line["reason"]


@pytest.mark.parametrize("where", [DISCOVERY, TOKEN, USERINFO, KEYS])
def test_nobody_waits_longer_than_the_limit_for_any_answer(client, provider, settings, miriam, where):
    provider.knows(**MIRIAM)
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
    back = path_of(provider.lets_in(go(client), "7"))
    provider.faults[where] = hangs
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.2

    with capture_logs() as logged:
        failed(client, client.get(back), AWAY, DOWN)
    assert [line["reason"] for line in logged if "Read timed out" in line.get("reason", "")]


def test_the_limit_is_a_few_seconds(settings):
    assert settings.SOCIALACCOUNT_REQUESTS_TIMEOUT == 5


HTML = says("200 OK", "<h1>It works!</h1>", "text/html")
RUBBISH = {
    "discovery is a web page": (DISCOVERY, HTML, ODD, USELESS),
    "discovery is a list": (DISCOVERY, says("200 OK", "[]"), ODD, USELESS),
    "discovery names no address": (DISCOVERY, says("200 OK", '{"issuer": "x"}'), ODD, USELESS),
    "discovery names a script": (
        DISCOVERY,
        changes(lambda a: a.update(token_endpoint="javascript:1")),
        ODD,
        USELESS,
    ),
    "discovery isn't there": (DISCOVERY, says("404 Not Found"), ODD, USELESS),
    "discovery is broken": (DISCOVERY, says("503 Unavailable"), AWAY, DOWN),
    "token is a web page": (TOKEN, HTML, ODD, USELESS),
    "token is a list": (TOKEN, says("200 OK", '["access_token"]'), ODD, USELESS),
    "token has no id_token": (TOKEN, changes(lambda a: a.pop("id_token")), ODD, USELESS),
    "token expires in rubbish": (TOKEN, changes(lambda a: a.update(expires_in="soon")), ODD, USELESS),
    "token is refused": (TOKEN, says("400 Bad", '{"error": "invalid_grant"}'), ODD, USELESS),
    "token is broken": (TOKEN, says("502 Bad Gateway", "<html>"), AWAY, DOWN),
    "userinfo is a web page": (USERINFO, HTML, ODD, USELESS),
    "userinfo is a list": (USERINFO, says("200 OK", "[1]"), ODD, USELESS),
    "userinfo names nobody": (USERINFO, says("200 OK", "{}"), ODD, USELESS),
    "userinfo is about another": (USERINFO, changes(lambda a: a.update(sub="8")), UNTRUSTED, FORGED),
    "userinfo is broken": (USERINFO, says("500 Oh"), AWAY, DOWN),
    "keys are a web page": (KEYS, HTML, ODD, USELESS),
    "keys are none": (KEYS, says("200 OK", '{"keys": []}'), UNTRUSTED, FORGED),
    "keys are of another": (KEYS, changes(lambda a: a["keys"][0].update(e="Aw")), UNTRUSTED, FORGED),
}


@pytest.mark.parametrize("what", RUBBISH)
def test_rubbish_is_told_on_the_sign_in_page(client, provider, miriam, what):
    where, fault, sentence, why = RUBBISH[what]
    provider.knows(**MIRIAM)
    back = path_of(provider.lets_in(go(client), "7"))
    provider.faults[where] = fault

    failed(client, client.get(back), sentence, why)


def forging(**changed) -> dict:
    """An id token of the provider's person, signed with a key of ours."""

    def change(answer: dict) -> None:
        head = jwt.get_unverified_header(answer["id_token"])
        said = jwt.decode(answer["id_token"], options={"verify_signature": False})
        key, algorithm = changed.get("key", "x" * 64), changed.get("alg", "HS256")
        answer["id_token"] = jwt.encode({**said, **changed.get("said", {})}, key, algorithm, {**head, "alg": algorithm})

    return changes(change)


def cut(answer: dict) -> None:
    head, body, signature = answer["id_token"].split(".")
    answer["id_token"] = f"{head}.{body}.{signature[::-1]}"


SIGNATURES = {
    "of another": changes(cut),
    "none at all": forging(key=None, alg="none"),
    "with a secret that isn't ours": forging(),
    "no token": changes(lambda answer: answer.update(id_token="x")),
}


@pytest.mark.parametrize("what", SIGNATURES)
def test_an_id_token_that_the_provider_didnt_sign_is_told_on_the_sign_in_page(client, provider, miriam, what):
    provider.knows(**MIRIAM)
    back = path_of(provider.lets_in(go(client), "7"))
    provider.faults[TOKEN] = SIGNATURES[what]

    failed(client, client.get(back), UNTRUSTED, FORGED)


SECRET = "a secret of thirty-two letters at least"


@pytest.mark.parametrize(
    ("said", "lets_in"),
    [({}, True), ({"aud": "another"}, False), ({"iss": "https://else.example.org"}, False), ({"exp": 1}, False)],
)
def test_an_id_token_signed_with_our_secret_counts_if_it_is_for_us_and_new(client, provider, miriam, said, lets_in):
    provider.knows(**MIRIAM)
    back = path_of(provider.lets_in(go(client), "7"))
    provider.faults[TOKEN] = forging(key=SECRET, said=said)
    answer = client.get(back)

    if lets_in:
        assert who(client) == str(miriam.pk)
    else:
        failed(client, answer, UNTRUSTED, FORGED)


def test_who_cancels_there_is_told_so(client, db, provider):
    back = path_of(provider.is_canceled(go(client)))

    failed(client, client.get(back), CANCELED, "the identity provider said no, or they canceled there")


@pytest.mark.parametrize(
    ("error", "sentence", "why"),
    [
        ("server_error", AWAY, DOWN),
        ("temporarily_unavailable", AWAY, DOWN),
        ("invalid_scope", ODD, USELESS),
        ("<script>", ODD, USELESS),
        ("", ODD, USELESS),
    ],
)
def test_an_error_of_the_provider_is_told(client, db, provider, error, sentence, why):
    begun = asked_of(go(client))["state"]

    failed(client, client.get(CALLBACK, {"state": begun, "error": error}), sentence, why)


@pytest.mark.parametrize("late", [False, True])
def test_an_answer_that_nobody_waits_for_is_told(client, provider, miriam, time_machine, late):
    provider.knows(**MIRIAM)
    back = path_of(provider.lets_in(go(client), "7"))
    if late:
        time_machine.move_to(timezone.now() + timedelta(seconds=601))
        answer = client.get(back)
    else:
        answer = client.get(CALLBACK, {"code": "x", "state": "forged"})

    assert answer.url == LOGIN
    assert f"{escape(EXPIRED)} {escape(NOT_IN)}" in client.get(answer.url).content.decode()
    assert who(client) is None


def test_neither_log_holds_a_token_a_code_or_the_secret(client, provider, miriam):
    """Whatever the provider answers: here all of it, as an error, and as an answer of no use."""
    sent = {"error": "a token " + "eyJ" * 9, "access_token": "access-5e", "refresh_token": "refresh-5e"}
    provider.knows(**MIRIAM)
    with capture_logs() as logged:
        for status in ("400 Bad", "500 Oh", "200 OK"):
            back = provider.lets_in(go(client), "7")
            body = json.dumps({**sent, "access_token": ""} if status == "200 OK" else sent)
            provider.faults[TOKEN] = says(status, body)
            client.get(path_of(back))
    written = json.dumps([*map(str, logged), *(str(event.details) for event in Event.objects.all())])

    assert Event.objects.count() == 3
    for secret in (SECRET, "access-5e", "refresh-5e", "eyJ", asked_of(back)["code"], asked_of(back)["state"]):
        assert secret not in written


def test_who_connects_stays_signed_in_and_hears_it_on_the_page_of_connections(signed_in, provider, miriam):
    provider.faults[DISCOVERY] = says("503 Unavailable")
    answer = signed_in.get(START, {"process": "connect"})
    page = signed_in.get(answer.url).content.decode()

    assert (answer.url, who(signed_in)) == (CONNECTIONS, str(miriam.pk))
    assert f"<p>{AWAY} Nothing has changed. Try again in a few minutes.</p>" in page
    newest = Event.objects.latest("pk")
    assert (newest.account_name, kinds.sentence(newest)) == (
        "Miriam Okafor",
        "Couldn’t connect Harbour Login: the identity provider didn’t answer",
    )


def test_who_has_an_account_of_another_hears_why_it_cant_be_connected(signed_in, provider, miriam, cast):
    cast.mentor.socialaccount_set.create(provider="oidc", uid="7")
    answer = come_back(signed_in, provider, "connect", **MIRIAM)
    page = signed_in.get(answer.url).content.decode()

    assert "Whoever is signed in at Harbour Login in this browser has another account here" in page
    assert miriam.socialaccount_set.count() == 0
    assert kinds.sentence(Event.objects.latest("pk")) == (
        "Couldn’t connect Harbour Login: that person of the identity provider has another account here"
    )


@pytest.mark.parametrize(
    ("registered", "method", "lets_in"),
    [
        ("client_secret_post", "", True),
        ("client_secret_post", "client_secret_post", True),
        ("client_secret_basic", "client_secret_basic", True),
        ("client_secret_basic", "client_secret_post", False),
        ("client_secret_post", "client_secret_basic", False),
    ],
)
def test_the_way_to_ask_for_tokens_is_the_one_that_is_set(client, miriam, settings, registered, method, lets_in):
    with running(registered=True) as strict, capture_logs() as logged:
        client_id, secret = strict.client(registered)
        set_up(settings, app_at(strict.url, client_id=client_id, secret=secret, method=method))
        come_back(client, strict, **MIRIAM)

    reasons = [line["reason"] for line in logged if line["event"] == "provider_sign_in_failed"]
    assert who(client) == (str(miriam.pk) if lets_in else None)
    assert reasons == ([] if lets_in else [f"401 invalid_client from {strict.url}/oauth2/token"])


def test_it_goes_on_once_the_provider_is_back(client, provider, miriam):
    provider.faults[DISCOVERY] = says("503 Unavailable")
    client.get(START)
    provider.faults.clear()
    come_back(client, provider, **MIRIAM)

    assert who(client) == str(User.objects.get().pk)
