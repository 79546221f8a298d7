"""Whether the provider calls an address verified: what it says counts, and SSO_EMAIL_VERIFIED where it says nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings

# OpenID Connect has one name for it. SAML has none; these are what providers call it.
NAMES = ("email_verified", "emailVerified", "http://schemas.auth0.com/email_verified")
YES = {"true", "1", "t", "y", "yes"}
NOTHING: tuple[Any, ...] = (None, "", [])


def vouches(said: Any, address: str) -> bool:
    """`said` is the answer as it came: claims of OpenID Connect, attributes of SAML. One “no” is a no."""
    words = list(_words(said, address.lower()))
    return all(words) if words else bool(settings.SSO_EMAIL_VERIFIED)


def _words(said: Any, address: str) -> Iterator[bool]:
    if not isinstance(said, Mapping):
        return
    for part in (said, said.get("userinfo"), said.get("id_token")):
        if isinstance(part, Mapping) and not _is_about_another(part, address):
            yield from (_is_yes(part[name]) for name in NAMES if part.get(name) not in NOTHING)


def _is_about_another(part: Mapping[str, Any], address: str) -> bool:
    email = part.get("email")
    return isinstance(email, str) and email.strip().lower() != address


def _is_yes(value: Any) -> bool:
    """Some providers send it as text, and SAML's values come in lists; what isn't plainly a yes is a no."""
    values = value if isinstance(value, list) else [value]
    return all(str(one).strip().lower() in YES for one in values)
