"""Signing out at the provider, too (OpenID Connect RP-Initiated Logout 1.0), for who came through it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

KEY = "identity_provider"
LONGEST_HINT = 4000  # characters; servers take addresses of 8,000, and the client's id says enough


@dataclass(frozen=True)
class WayOut:
    name: str
    address: str


def remember(request: HttpRequest, *, provider: str, page: str, id_token: str) -> None:
    request.session[KEY] = [provider, page, id_token if len(id_token) <= LONGEST_HINT else ""]


def way_out(request: HttpRequest) -> WayOut | None:
    """None for who came in another way, and for a provider that has no page to sign out on."""
    records = get_authentication_records(request, request.user) if request.user.is_authenticated else []
    provider, page, id_token = request.session.get(KEY) or ("", "", "")
    if not any(known["method"] == "socialaccount" and known.get("provider") == provider for known in records):
        return None
    try:
        app = get_adapter().get_app(request, provider=provider)
    except SocialApp.DoesNotExist:  # no longer set up
        return None
    return WayOut(name=app.name, address=_address(page, client=app.client_id, id_token=id_token))


def _address(page: str, **known: Any) -> str:
    parts = urlsplit(page)
    back = settings.SITE_URL + reverse("account_login")
    asked = {"client_id": known["client"], "post_logout_redirect_uri": back, "id_token_hint": known["id_token"]}
    query = parse_qsl(parts.query, keep_blank_values=True) + [item for item in asked.items() if item[1]]
    return parts._replace(query=urlencode(query)).geturl()
