"""The first proof that the address of an account is somebody's.

Until then anybody who held an invitation's link may have set it up. So whatever was set before is dropped at the proof:
password, name, passkeys, connected providers, links in emails, and with the password every session. It is kept only
where the same browser set it up and now types the code: whoever chose the password then is who reads the mail.
"""

from contextlib import suppress
from typing import Any

from allauth.account import signals
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest

from mentoring.accounts.models import User
from mentoring.accounts.noticed import Notice, noticed

SESSION_KEY = "set_up_here"
STARTED_OVER = (
    "This account was set up before anybody confirmed its address. In case that wasn't you, we removed its name and "
    "its password. Enter your name, and choose a password if you want one."
)


def listen() -> None:
    """Call this in AppConfig.ready()."""
    signals.user_signed_up.connect(_signed_up, dispatch_uid="proof")
    signals.authentication_step_completed.connect(_came_in, dispatch_uid="proof")
    signals.password_reset.connect(_password_reset, dispatch_uid="proof")
    signals.email_confirmed.connect(_confirmed, dispatch_uid="proof")


def is_proven(user: User) -> bool:
    return bool(EmailAddress.objects.filter(user=user, verified=True).exists())


def unproven(email: str) -> User | None:
    """The account of this address that nobody has proven yet, and that whoever proves the address may have."""
    user = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
    return None if user is None or is_proven(user) else user


def address_of(user: User) -> EmailAddress:
    address = EmailAddress.objects.filter(user=user, email=user.email.lower()).first()
    address = address or EmailAddress(email=user.email.lower())
    address.user = user  # the same object, so that nobody saves again what was dropped
    return address


def owns(user: User, email: str) -> bool:
    return user.email.lower() == email.lower() or EmailAddress.objects.filter(user=user, email=email.lower()).exists()


def take_over(user: User) -> User:
    """For somebody who signs up anew with the address of an account that nobody has proven."""
    with transaction.atomic():
        _start_over(user)
        EmailAddress.objects.filter(user=user).delete()
    return user


def make_room(email: str, *, for_user: User) -> None:
    """Delete the account that somebody else set up with this address and nobody proved."""
    squatter = unproven(email)
    if squatter and squatter != for_user:
        with suppress(ProtectedError), transaction.atomic():  # it stays where somebody gave it a place in a program
            squatter.delete()


def refresh(request: HttpRequest, user: User) -> None:
    """A sign-in that began before this very request dropped the password goes on with what stands now."""
    if getattr(request, "started_over", None) == user.pk:
        user.refresh_from_db(fields=["password", "name", "called", "time_zone", "declined_time_zone", "links_version"])


def _signed_up(request: HttpRequest, user: User, **kwargs: Any) -> None:
    if not is_proven(user):
        _remember(request, user)


def _came_in(request: HttpRequest, user: User, method: str, **kwargs: Any) -> None:
    """Who knows the password, or is the provider's person, is who set it up. A code says nothing about that."""
    if method in {"password", "socialaccount"} and not is_proven(user):
        _remember(request, user)
    elif method == "code" and not is_proven(user):  # before the address counts as proven, should we be killed between
        _start_over_aloud(request, user)


def _password_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """The link came by mail, so it proves the address. The password is a minute old, all else isn't."""
    if not is_proven(user):
        _start_over(user, keep_password=True)
        _remember(request, user)
        get_adapter().confirm_email(request, address_of(user))


def _confirmed(request: HttpRequest, email_address: EmailAddress, **kwargs: Any) -> None:
    user = email_address.user
    others = EmailAddress.objects.filter(user=user, verified=True).exclude(pk=email_address.pk)
    if not others.exists() and not _was_set_up_here(request, user):
        _start_over_aloud(request, user)
    request.session.pop(SESSION_KEY, None)


def _remember(request: HttpRequest, user: User) -> None:
    request.session[SESSION_KEY] = _mark(user)


def _was_set_up_here(request: HttpRequest, user: User) -> bool:
    return bool(request.session.get(SESSION_KEY) == _mark(user))


def _mark(user: User) -> list[Any]:
    """Another one as soon as anybody sets another password, or starts over."""
    return [user.pk, user.get_session_auth_hash()]


def _start_over_aloud(request: HttpRequest, user: User) -> None:
    had_something = bool(user.name or user.has_usable_password())
    _start_over(user)
    request.started_over = user.pk  # type: ignore[attr-defined]  # for `refresh`, in this request only
    if had_something:
        messages.warning(request, STARTED_OVER)


def _start_over(user: User, *, keep_password: bool = False) -> None:
    had_something = bool(user.name or user.has_usable_password())
    if not keep_password:
        user.set_unusable_password()  # each time a new one, which ends every session
    user.name = user.called = user.time_zone = user.declined_time_zone = ""
    with transaction.atomic():
        user.save(update_fields=["password", "name", "called", "time_zone", "declined_time_zone"])
        user.end_links()
        Authenticator.objects.filter(user=user).delete()
        SocialAccount.objects.filter(user=user).delete()
        if had_something:
            noticed.send(sender=User, what=Notice.STARTED_OVER, user=user)
