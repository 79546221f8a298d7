"""An OpenID Connect provider of a library (oidc-provider-mock, made of Authlib) on a free port, and what goes wrong.

It runs in a thread, so that it has the clock of the run. A fault is put in front of one of its addresses.
"""

import json
import threading
import warnings
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import settings
from django.urls import reverse

START = reverse("openid_connect_login", args=["oidc"])
CALLBACK = reverse("openid_connect_callback", args=["oidc"])
MIRIAM = {"sub": "7", "name": "Miriam Okafor", "email": "miriam@example.org", "email_verified": True}

# The addresses that a sign-in asks for, in this order.
DISCOVERY, TOKEN, USERINFO, KEYS = "/.well-known/openid-configuration", "/oauth2/token", "/userinfo", "/jwks"
App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Fault = Callable[["Provider", App], App]


class Provider:
    def __init__(self, app: App) -> None:
        self.app, self.url = app, ""
        self.faults: dict[str, Fault] = {}
        self.asked: list[str] = []
        self.released = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.asked.append(path)
        answers = self.faults[path](self, self.app) if path in self.faults else self.app
        return answers(environ, start_response)

    def knows(self, sub: str, **claims: Any) -> None:
        requests.put(f"{self.url}/users/{sub}", json=claims, timeout=10).raise_for_status()

    def client(self, method: str) -> tuple[str, str]:
        """A client that may ask for tokens in this way alone: its id and its secret."""
        wanted = {"redirect_uris": [settings.SITE_URL + CALLBACK], "token_endpoint_auth_method": method}
        made = requests.post(f"{self.url}/oauth2/clients", json=wanted, timeout=10).json()
        return made["client_id"], made["client_secret"]

    def lets_in(self, away: str, sub: str) -> str:
        """The person signs in there; the address at which they come back."""
        return self._answered(away, {"sub": sub})

    def is_canceled(self, away: str) -> str:
        """It forgets to send `state` along, which RFC 6749 wants (4.1.2.1)."""
        return f"{self._answered(away, {'action': 'deny'})}&state={asked_of(away)['state']}"

    def _answered(self, away: str, form: dict[str, str]) -> str:
        back = requests.post(away, data=form, allow_redirects=False, timeout=10)
        assert back.status_code == 302, back.text
        return back.headers["Location"]

    def reset(self) -> None:
        self.faults.clear()
        self.asked.clear()
        self.released.clear()


# What can be put in front of an address


def says(status: str, body: str = "", kind: str = "application/json") -> Fault:
    def fault(provider: Provider, app: App) -> App:
        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body.encode())))])
            return [body.encode()]

        return answer

    return fault


def hangs(provider: Provider, app: App) -> App:
    """Until the test is over."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        provider.released.wait(60)
        return app(environ, start_response)

    return answer


def changes(change: Callable[[dict[str, Any]], None]) -> Fault:
    """`change` gets the JSON of the provider's own answer."""

    def fault(provider: Provider, app: App) -> App:
        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            said: list[Any] = []
            body = b"".join(app(environ, lambda *how: said.append(how)))
            found = json.loads(body)
            change(found)
            payload = json.dumps(found).encode()
            start_response(said[0][0], [("Content-Type", "application/json"), ("Content-Length", str(len(payload)))])
            return [payload]

        return answer

    return fault


@contextmanager
def running(*, registered: bool = False):
    with warnings.catch_warnings(record=True):  # Authlib's, about parts of itself that the provider imports
        import oidc_provider_mock
        from werkzeug.serving import make_server

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # it is on loopback
        app = oidc_provider_mock.app(require_client_registration=registered)
        app.debug = False
        provider = Provider(app)
        server = make_server("127.0.0.1", 0, provider, threaded=True, request_handler=_quiet())
        provider.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield provider
        finally:
            provider.released.set()
            server.shutdown()
            thread.join()
            server.server_close()


def _quiet() -> type:
    from werkzeug.serving import WSGIRequestHandler

    class Quiet(WSGIRequestHandler):
        def log(self, *args: Any) -> None:
            pass

    return Quiet


def app_at(url: str, **known: Any) -> dict[str, Any]:
    """As mentoring.settings makes it of OIDC_*."""
    return {
        "provider_id": "oidc",
        "name": known.get("name", "Harbour Login"),
        "client_id": known.get("client_id", "mentoring"),
        "secret": known.get("secret", "a secret of thirty-two letters at least"),
        "settings": {"server_url": url, "token_auth_method": known.get("method", "")},
    }


def set_up(settings: Any, app: dict[str, Any]) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def go(client: Any, **more: str) -> str:
    """The provider's address to which our sign-in page leads."""
    return client.get(START, {"process": "login", "next": "/settings/"} | more).url


def come_back(client: Any, provider: Provider, process: str = "login", **person: Any) -> Any:
    """From our sign-in page to the provider and back as that person."""
    provider.knows(**person)
    away = go(client) if process == "login" else client.get(START, {"process": process}).url
    return client.get(path_of(provider.lets_in(away, person["sub"])))


def asked_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@pytest.fixture(scope="session")
def running_provider():
    with running() as provider:
        yield provider


@pytest.fixture
def provider(running_provider, settings):
    """“Harbour Login”, set up as OIDC_* would."""
    running_provider.reset()
    set_up(settings, app_at(running_provider.url))
    yield running_provider
    running_provider.released.set()
