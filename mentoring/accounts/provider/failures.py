"""When a sign-in through the identity provider fails: a sentence for the person, and the reason for both logs.

Neither quotes what the provider sent, which may hold tokens; of an answer that says no, its status and the short name
of the error are kept.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

import requests
import structlog
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib import messages
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from mentoring.accounts.models import User
from mentoring.accounts.noticed import Notice, noticed

LONGEST_REASON = 300
log = structlog.get_logger(__name__)


class Why(StrEnum):
    """The security log has words for each (mentoring/security/kinds.py)."""

    AWAY = "provider_away"
    ODD = "provider_odd"
    UNTRUSTED = "provider_untrusted"
    CANCELED = "provider_canceled"
    EXPIRED = "provider_expired"
    UNVERIFIED = "provider_unverified"
    UNKNOWN = "provider_unknown"
    TAKEN = "provider_taken"


SENTENCES: Mapping[Why, str] = {
    Why.AWAY: "{name} isn’t answering right now.",
    Why.ODD: "{name} sent an answer that we can’t use.",
    Why.UNTRUSTED: "We can’t be sure that the answer came from {name}.",
    Why.CANCELED: "{name} didn’t let you through, or you canceled there.",
    Why.EXPIRED: "That took too long, or began in another browser.",
}
NOT_IN = "You aren’t signed in yet. Try again, or sign in another way."
NOT_CONNECTED = "Nothing has changed. Try again in a few minutes."
UNVERIFIED = (
    "{name} doesn’t say that {address} is yours. If you have an account here, sign in to it another way, then connect "
    "{name} in your settings."
)
UNKNOWN = (
    "Nobody here has the address {address}. If you have an account with another one, sign in to it, then connect "
    "{name} in your settings."
)
A_MOMENT = {"server_error", "temporarily_unavailable"}  # RFC 6749, 4.1.2.1: the provider's own trouble


class Failed(OAuth2Error):  # type: ignore[misc]  # allauth has no types; what is one of these it hands to our adapter
    """`reason` is for the log: no tokens, no secrets, nothing that was typed."""

    def __init__(self, why: Why, reason: str) -> None:
        super().__init__(reason)
        self.why, self.reason = why, reason[:LONGEST_REASON]


@contextmanager
def talking(about: str) -> Iterator[None]:
    """Whatever comes back may be anything at all. Raises Failed; our own database's errors pass."""
    try:
        yield
    except (Failed, DatabaseError):
        raise
    except HTTPError as error:
        error.close()  # it is the answer, too, and holds its connection
        raise Failed(Why.AWAY if error.code >= 500 else Why.ODD, f"{about}: {error}") from error
    except (requests.ConnectionError, requests.Timeout, URLError, TimeoutError) as error:
        raise Failed(Why.AWAY, f"{about}: {error}") from error
    except Exception as error:
        raise Failed(Why.ODD, f"{about}: {type(error).__name__}") from error


def look_at(response: requests.Response, **kwargs: Any) -> None:
    """A hook of `requests`: an answer that says no ends the talk. Its address is kept without login and query."""
    if response.status_code >= 400:
        away = response.status_code >= 500 or response.status_code == 429
        parts = urlsplit(response.url)
        where = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
        reason = f"{response.status_code} {_error_in(response)} from {where}".replace("  ", " ")
        raise Failed(Why.AWAY if away else Why.ODD, reason)


def of(request: HttpRequest, error: Any, exception: Exception | None, about: Mapping[str, Any]) -> Failed:
    """What allauth gives to its adapters, as one of ours."""
    if isinstance(exception, Failed):
        return exception
    if "saml_errors" in about:
        return _of_saml(str(about.get("saml_last_error_reason") or "an answer without a reason"))
    code = _short(request.GET.get("error"))
    if error == AuthError.CANCELLED:
        return Failed(Why.CANCELED, code or "canceled")
    if "state" not in about:
        return Failed(Why.EXPIRED, "no such sign-in was begun in this browser within ten minutes")
    if exception:
        return Failed(Why.ODD, type(exception).__name__)
    return Failed(Why.AWAY if code in A_MOMENT else Why.ODD, code or "neither a code nor an error")


def answer(request: HttpRequest, name: str, failed: Failed, state: Mapping[str, Any]) -> HttpResponse:
    """Back to the sign-in page, or to the page where one connects; `state` is what allauth kept of the beginning."""
    connects = request.user.is_authenticated and _process(request, state) == AuthProcess.CONNECT
    _note(name, failed.why, failed.reason)
    sentence = SENTENCES[failed.why].format(name=capfirst(name))
    messages.error(request, f"{sentence} {NOT_CONNECTED if connects else NOT_IN}")
    if connects:
        return redirect("socialaccount_connections")
    return sign_in_page(str(state.get("next") or get_next_redirect_url(request) or ""))


def connect_first(request: HttpRequest, sociallogin: Any, owner: User | None) -> HttpResponse:
    """For who has proven at the provider who they are, and may not come in by that alone.

    The same whether there is an account of an unverified address or not: that isn't theirs to know.
    """
    name, address = sociallogin.provider.name, sociallogin.user.email
    verified = any(one.verified for one in sociallogin.email_addresses)
    why, sentence = (Why.UNKNOWN, UNKNOWN) if verified else (Why.UNVERIFIED, UNVERIFIED)
    _note(name, why, "a verified address without an account" if verified else "an address that isn’t verified", owner)
    messages.warning(request, capfirst(sentence.format(name=name, address=address or "any address")))
    return sign_in_page(str(sociallogin.state.get("next") or reverse("socialaccount_connections")))


def taken(sociallogin: Any) -> None:
    """allauth tells the person (socialaccount/messages/account_connected_other.txt)."""
    _note(sociallogin.provider.name, Why.TAKEN, "who came from the provider has another account")


def sign_in_page(next_page: str) -> HttpResponseRedirect:
    page = reverse("account_login")
    return HttpResponseRedirect(f"{page}?{urlencode({'next': next_page})}" if next_page else page)


def _note(name: str, why: Why, reason: str, owner: User | None = None) -> None:
    log.warning("provider_sign_in_failed", provider=name, why=str(why), reason=reason)
    noticed.send(sender=Failed, what=Notice.PROVIDER_FAILED, user=owner, why=str(why), provider=name)


def _process(request: HttpRequest, state: Mapping[str, Any]) -> str:
    return str(state.get("process") or request.GET.get("process") or AuthProcess.LOGIN)


def _of_saml(reason: str) -> Failed:
    """python3-saml has no codes for its reasons, only sentences."""
    said = reason.lower()
    if "signature" in said or "not signed" in said:
        return Failed(Why.UNTRUSTED, reason)
    return Failed(Why.CANCELED if "status code" in said else Why.ODD, reason)


def _error_in(response: requests.Response) -> str:
    try:
        said = response.json()
    except ValueError:
        return ""
    return _short(said.get("error")) if isinstance(said, dict) else ""


def _short(error: Any) -> str:
    """Names such as invalid_client; anything else might be anything."""
    return error if isinstance(error, str) and error.isascii() and error.isidentifier() and len(error) <= 40 else ""
