"""OpenID Connect: allauth's, but nothing the provider answers breaks the page, and its id token has to be signed."""

from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

from mentoring.accounts.provider import leaving
from mentoring.accounts.provider.failures import Failed, Why, talking

CLOCKS_DIFFER = 60  # seconds
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
SIGNED_BY_SECRET = ["HS256", "HS384", "HS512"]


class Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    @property
    def openid_config(self) -> dict[str, Any]:
        with talking("discovery"):
            found: dict[str, Any] = super().openid_config
            if unusable := [name for name in NEEDED if not _is_address(found.get(name))]:
                raise Failed(Why.ODD, f"discovery: no {unusable[0]}")
            return found

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        with talking("token"):
            data: dict[str, Any] = super().get_access_token_data(*args, **kwargs)
            if not isinstance(data.get("id_token"), str):
                raise Failed(Why.ODD, "token: no id_token")
            return data

    def parse_token(self, data: dict[str, Any]) -> Any:
        with talking("token"):
            return super().parse_token(data)

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        with talking("userinfo"):
            login = super().complete_login(request, app, token, **kwargs)
            said = login.account.extra_data
            if said["userinfo"]["sub"] != said["id_token"]["sub"]:  # OpenID Connect Core 1.0, 5.3.2
                raise Failed(Why.UNTRUSTED, "userinfo: about somebody else than the id_token")
        if _is_address(page := self.openid_config.get("end_session_endpoint")):
            id_token = kwargs["response"]["id_token"]
            leaving.remember(request, provider=self.provider_id, page=str(page), id_token=id_token)
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """allauth leaves the signature out where TLS protects the way; nothing says that it does."""
        with talking("keys"):
            try:
                key, algorithms = self._key_of(app, jwt.get_unverified_header(id_token))
                return jwt.decode(
                    id_token,
                    key,
                    algorithms=algorithms,
                    audience=app.client_id,
                    issuer=self.openid_config["issuer"],
                    leeway=CLOCKS_DIFFER,
                    options={"require": ["iss", "sub", "aud", "exp", "iat"]},
                )
            except jwt.PyJWTError as error:
                raise Failed(Why.UNTRUSTED, f"id_token: {error}") from error

    def _key_of(self, app: Any, header: dict[str, Any]) -> tuple[Any, list[str]]:
        """The kind of key decides which algorithms may have used it: no public key is ever taken for a secret."""
        if header.get("alg") in SIGNED_BY_SECRET and app.secret:
            return app.secret, SIGNED_BY_SECRET
        with get_adapter().get_requests_session() as session:
            keys = jwt.PyJWKSet.from_dict(session.get(self.openid_config["jwks_uri"]).json()).keys
        named = [key for key in keys if header.get("kid") in {None, key.key_id}]
        if not named:
            raise Failed(Why.UNTRUSTED, "id_token: signed with a key that the provider doesn’t have")
        return named[0].key, SIGNED_BY


class OpenID(OpenIDConnectProvider):  # type: ignore[misc]
    package = OpenIDConnectProvider.get_package()  # where allauth looks for its addresses
    oauth2_adapter_class = Adapter


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and urlsplit(value).scheme in {"http", "https"}
