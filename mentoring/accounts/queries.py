"""The organization, which is cached because every page reads it, and the ways people sign in."""

from dataclasses import astuple, dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from mentoring.accounts import proof
from mentoring.accounts.models import Organisation, User
from mentoring.web import passing

KEY = "organisation.2"  # a new one with each change of Face, as two versions may run side by side
SECONDS = 60


@dataclass(frozen=True)
class Face:
    """The parts of the organization that every page asks for."""

    name: str
    hue: int
    time_zone: str
    idle_days: int | None

    def __str__(self) -> str:
        return self.name


def organisation() -> Face | None:
    """None until the installation is set up. Only an existing row is cached."""
    kept: list[Any] | None = passing.get(KEY)
    return Face(*kept) if kept else _read()


def is_set_up() -> bool:
    return organisation() is not None


def has_account(email: str) -> bool:
    """One that nobody has proven doesn't count: who is invited signs up and takes it over."""
    return User.objects.filter(email__iexact=email).exists() and proof.unproven(email) is None


def default_zone() -> str:
    face = organisation()
    return face.time_zone if face else "UTC"


def idle_seconds() -> int:
    """So long unused, a browser is signed out: what the administrator has chosen, never longer than the operator's."""
    face, longest = organisation(), int(settings.SESSION_COOKIE_AGE)
    return min(longest, face.idle_days * 24 * 3600) if face and face.idle_days else longest


def forget_organisation() -> None:
    """Call this once a change is committed."""
    passing.drop(KEY)


def _read() -> Face | None:
    row = Organisation.objects.values_list("name", "hue", "time_zone", "idle_days").first()
    if row is None:
        return None
    face = Face(*row)
    passing.put(KEY, astuple(face), seconds=SECONDS)
    return face


@dataclass(frozen=True)
class WaysIn:
    passkeys: int
    second_step: bool
    providers: bool
    connected: bool


def ways_in(user: User) -> WaysIn:
    types = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return WaysIn(
        passkeys=types.count(Authenticator.Type.WEBAUTHN),
        second_step=Authenticator.Type.TOTP in types or Authenticator.Type.WEBAUTHN in types,
        providers=bool(settings.SOCIALACCOUNT_PROVIDERS),
        connected=bool(settings.SOCIALACCOUNT_PROVIDERS) and SocialAccount.objects.filter(user=user).exists(),
    )
