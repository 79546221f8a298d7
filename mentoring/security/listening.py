"""What Django, allauth and our own accounts say happened becomes rows. A row that can't be written breaks nothing."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

import structlog
from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth import signals as django
from django.db import connection, transaction
from django.db.models.signals import post_save, pre_save
from django.dispatch import Signal
from django.http import HttpRequest

from mentoring.accounts.models import User
from mentoring.accounts.noticed import Notice, noticed
from mentoring.security import actions
from mentoring.security.models import Happening

WAYS = {"password": "password", "code": "code", "socialaccount": "provider", "password_reset": "reset"}
OF_AN_ACCOUNT = {
    Notice.STARTED_OVER: Happening.STARTED_OVER,
    Notice.LINKS_ENDED: Happening.LINKS_ENDED,
    Notice.SIGNED_OUT_ELSEWHERE: Happening.SIGNED_OUT_ELSEWHERE,
}
Handler = Callable[..., None]
log = structlog.get_logger(__name__)


def listen() -> None:
    """Call this in AppConfig.ready()."""
    heard: list[tuple[Signal, Handler]] = [
        (django.user_logged_in, _signed_in),
        (django.user_logged_out, _signed_out),
        (django.user_login_failed, _password_failed),
        (account.authentication_step_completed, _proven_again),
        (account.login_code_rejected, _code_failed),
        (mfa.authentication_failed, _step_failed),
        (account.user_signed_up, _did(Happening.ACCOUNT_MADE)),
        (account.email_confirmed, _address_proven),
        (account.email_verification_code_rejected, _address_code_failed),
        (account.email_changed, _address_changed),
        (account.password_set, _did(Happening.PASSWORD_SET)),
        (account.password_changed, _did(Happening.PASSWORD_CHANGED)),
        (account.password_reset, _did(Happening.RESET_DONE)),
        (mfa.authenticator_added, _key_added),
        (mfa.authenticator_reset, _key_added),
        (mfa.authenticator_removed, _key_removed),
        (social.social_account_added, _provider_connected),
        (social.social_account_removed, _provider_removed),
        (noticed, _noticed),
    ]
    for signal, handler in heard:
        signal.connect(_safely(handler), weak=False, dispatch_uid="security")
    pre_save.connect(_remember_role, sender=User, dispatch_uid="security")
    post_save.connect(_safely(_role_changed), sender=User, weak=False, dispatch_uid="security")


def signed_in(request: HttpRequest | None) -> User | None:
    user = getattr(request, "user", None)
    return user if isinstance(user, User) and user.is_authenticated else None


def _safely(handler: Handler) -> Handler:
    """In the transaction that is open, if there is one; and nobody is kept out because a row couldn't be written."""

    @wraps(handler)
    def safe(*args: Any, **kwargs: Any) -> None:
        try:
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                handler(*args, **kwargs)
        except Exception:
            log.exception("security_event_not_written", about=handler.__name__)

    return safe


@_safely
def refused(what: Happening, request: HttpRequest) -> None:
    """For views that answer a request which was refused before it came to any other."""
    actions.record_from_anybody(what, signed_in(request))


def _did(what: Happening) -> Handler:
    def done(user: User, **kwargs: Any) -> None:
        actions.record(what, user)

    return done


def _signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    way, step = "new", ""
    for known in get_authentication_records(request, user):
        if known.get("reauthenticated"):
            continue
        if known["method"] == "mfa" and not known.get("passwordless"):
            step = known["type"]
        else:
            way, step = WAYS.get(known["method"], "passkey"), ""
    if step:
        actions.record(Happening.SIGNED_IN_IN_TWO_STEPS, user, way=way, step=step)
    else:
        actions.record(Happening.SIGNED_IN, user, way=way)


def _signed_out(user: User | None, **kwargs: Any) -> None:
    if user:
        actions.record(Happening.SIGNED_OUT, user)


def _password_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """The same queries whether there is such an account or not. What was typed isn't kept: it may be a password."""
    if user := signed_in(request):
        actions.record_from_anybody(Happening.PROOF_FAILED, user, why="password")
        return
    user = _owner(credentials.get("email") or credentials.get("username") or "")
    why = ("password" if user.is_active else "off") if user else "nobody"
    actions.record_from_anybody(Happening.SIGN_IN_FAILED, user, why=why)


def _proven_again(user: User, method: str, **how: Any) -> None:
    if how.get("reauthenticated"):
        actions.record(Happening.PROVEN_AGAIN, user, way=how.get("type", method))


def _code_failed(user: User, **kwargs: Any) -> None:
    actions.record_from_anybody(Happening.SIGN_IN_FAILED, user, why="code")


def _step_failed(user: User, reauthentication: bool = False, **kwargs: Any) -> None:
    what = Happening.PROOF_FAILED if reauthentication else Happening.SECOND_STEP_FAILED
    actions.record_from_anybody(what, user, why="code")


def _address_proven(email_address: EmailAddress, **kwargs: Any) -> None:
    actions.record(Happening.ADDRESS_PROVEN, email_address.user, address=email_address.email)


def _address_code_failed(user: User, **kwargs: Any) -> None:
    actions.record_from_anybody(Happening.ADDRESS_CODE_WRONG, user)


def _address_changed(
    user: User, from_email_address: EmailAddress | None, to_email_address: EmailAddress, **kwargs: Any
) -> None:
    if from_email_address:  # none where it is the first
        before, after = from_email_address.email, to_email_address.email
        actions.record(Happening.ADDRESS_CHANGED, user, before=before, after=after)


def _key_added(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        actions.record(Happening.CODES_MADE, user)
    else:
        actions.record(Happening.STEP_ADDED, user, key=authenticator.type)


def _key_removed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    actions.record(Happening.STEP_REMOVED, user, key=authenticator.type)


def _provider_connected(sociallogin: SocialLogin, **kwargs: Any) -> None:
    actions.record(Happening.PROVIDER_CONNECTED, sociallogin.user, provider=_name_of_provider(sociallogin.account))


def _provider_removed(socialaccount: SocialAccount, **kwargs: Any) -> None:
    actions.record(Happening.PROVIDER_REMOVED, socialaccount.user, provider=_name_of_provider(socialaccount))


def _name_of_provider(found: SocialAccount) -> str:
    return str(found.get_provider().name)


def _noticed(what: Notice, user: User | None = None, email: str = "", **details: Any) -> None:
    here = signed_in(context.request)
    if what in OF_AN_ACCOUNT:
        actions.record(OF_AN_ACCOUNT[what], user)
    elif what is Notice.RESET_ASKED:
        actions.record_from_anybody(Happening.RESET_ASKED, user)
    elif what is Notice.PROVIDER_FAILED:
        _provider_failed(here, user, why=details["why"], provider=details["provider"])
    elif what is Notice.OLD_PASSWORD_WRONG:
        actions.record_from_anybody(Happening.PASSWORD_CHANGE_FAILED, here)
    elif what is Notice.STOPPED:
        actions.record_from_anybody(Happening.STOPPED, here or _owner(email) or _half_in(context.request))
    elif here:
        actions.record_from_anybody(Happening.PROOF_FAILED, here, why="passkey")
    else:
        failed = Happening.SECOND_STEP_FAILED if user else Happening.SIGN_IN_FAILED
        actions.record_from_anybody(failed, user, why="passkey")


def _provider_failed(here: User | None, owner: User | None, *, why: str, provider: str) -> None:
    if here:
        actions.record_from_anybody(Happening.PROVIDER_REFUSED, here, why=why, provider=provider)
    else:
        actions.record_from_anybody(Happening.SIGN_IN_FAILED, owner, why=why)


def _owner(address: str) -> User | None:
    return User.objects.filter(email__iexact=address).first() if address else None


def _half_in(request: HttpRequest | None) -> User | None:
    """Who has taken the first step of signing in, and is asked for the second."""
    stage = get_pending_stage(request) if request else None
    return stage.login.user if stage else None


def _remember_role(instance: User, update_fields: frozenset[str] | None, **kwargs: Any) -> None:
    """One query, and only where somebody is saved whole."""
    instance.role_before = None  # type: ignore[attr-defined]
    if update_fields is None or "is_administrator" in update_fields:
        known = User.objects.filter(pk=instance.pk).values_list("is_administrator", flat=True) if instance.pk else []
        instance.role_before = next(iter(known), False)  # type: ignore[attr-defined]


def _role_changed(instance: User, **kwargs: Any) -> None:
    before = instance.role_before  # type: ignore[attr-defined]
    if before is not None and before != instance.is_administrator:
        now_is = instance.is_administrator
        what = Happening.ADMINISTRATOR_MADE if now_is else Happening.ADMINISTRATOR_REMOVED
        actions.record(what, instance, by=signed_in(context.request))
