"""How allauth behaves here: who may sign up, what it says, and which addresses count as verified."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from mentoring.accounts import calling, invited, proof, queries
from mentoring.accounts.models import User
from mentoring.accounts.noticed import Notice, noticed
from mentoring.accounts.provider import failures
from mentoring.accounts.provider.vouching import vouches
from mentoring.web import back, cleaning, mailboxes

CODE_IS_WRONG = "This code isn't right. Copy it from the newest message, or ask for another."
CODE_IS_OLD = "The address of this account has changed since this code was sent. Sign in with the new one."


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Mails go out through mentoring.notifications.planning.adapter, which is above this room."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is switched off. Ask the people who run the program.",
        "email_password_mismatch": "This address and password don't belong together. Check both and try again.",
        "email_taken": "There is already an account with this address.",
        "duplicate_email": "This is your address already.",
        "same_as_current": "This is your address already.",
        "enter_current_password": "This isn't your current password. Try again, or reset it.",
        "incorrect_password": "This isn't your password. Try again, or reset it.",
        "incorrect_code": CODE_IS_WRONG,
        "too_many_login_attempts": "These were too many attempts. Try again within the hour, or reset your password.",
        "unverified_primary_email": "Confirm your e-mail address first.",
        "rate_limited": "That was a little fast. Wait a minute, then try again.",
    }

    typed_address = ""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self.typed_address = credentials.get("email", "")
        super().pre_authenticate(request, **credentials)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """The one place that every form of allauth comes by."""
        if code in {"too_many_login_attempts", "rate_limited"}:
            noticed.send(sender=type(self), what=Notice.STOPPED, email=self.typed_address)
        elif code == "enter_current_password":
            noticed.send(sender=type(self), what=Notice.OLD_PASSWORD_WRONG)
        error: ValidationError = super().validation_error(code, *args)
        return error

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        super().send_password_reset_mail(user, email, context)
        noticed.send(sender=type(self), what=Notice.RESET_ASKED, user=user)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(invited.address(request))

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        return email.lower() == invited.proven_address(request)

    def unstash_verified_email(self, request: HttpRequest) -> str | None:
        """Called once, when the new account's addresses are saved; the invitation has then done its job."""
        email = invited.proven_address(request)
        invited.forget(request)
        return email or None

    def is_safe_url(self, url: str | None) -> bool:
        """Paths only: an address of ours would lead away from a port or a host that only SITE_URL knows."""
        return back.is_path(url or "")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where fewer proxies than TRUSTED_PROXIES passed it on, the address of the last: none can forge it."""
        try:
            return str(super().get_client_ip(request))
        except ImproperlyConfigured:
            return str(request.META["REMOTE_ADDR"])

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        if user.pk is None and (abandoned := proof.unproven(form.cleaned_data.get("email", ""))):
            user = proof.take_over(abandoned)
        user.name = form.cleaned_data.get("name") or user.name
        user.called = form.cleaned_data.get("called") or user.called or calling.first_of(user.name)
        user.time_zone = form.cleaned_data.get("time_zone") or user.time_zone
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """In one transaction with what the proof drops (mentoring.accounts.proof)."""
        with transaction.atomic():
            return bool(super().confirm_email(request, email_address))

    def pre_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse | None:
        """Refuses the code that went to an address which the account had when the sign-in began, and has no more."""
        if how["email"] and not proof.owns(user, how["email"]):
            clear_login(request)
            messages.error(request, CODE_IS_OLD)
            return redirect("account_login")
        response: HttpResponse | None = super().pre_login(request, user, **how)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        proof.refresh(request, user)
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse:
        """Who has no name yet, because the account started over, is asked for it first."""
        response: HttpResponse = super().post_login(request, user, **how)
        if user.name or not isinstance(response, HttpResponseRedirect):
            return response
        return redirect(f"{reverse('settings')}?{urlencode({'next': response.url})}")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("settings")


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """For people who come from the organization's own identity provider (OpenID Connect or SAML)."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": "There is already an account with this address. Sign in to it first, then connect %s.",
        "disconnect_last": "This is your only way in. Set a password first.",
        "no_password": "This is your only way in. Set a password first.",
    }

    def get_requests_session(self) -> Any:
        session = super().get_requests_session()
        session.hooks["response"].append(failures.look_at)
        return session

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        about = extra_context or {}
        failed = failures.of(request, error, exception, about)
        raise ImmediateHttpResponse(failures.answer(request, provider.name, failed, about.get("state") or {}))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Who has an account already comes in another way first: the provider's word wasn't enough to find it."""
        address = sociallogin.user.email
        is_open = settings.SSO_SIGNUP or bool(super().is_open_for_signup(request, sociallogin))
        if not is_open or queries.has_account(address):
            owner = User.objects.filter(email__iexact=address).first() if address else None
            raise ImmediateHttpResponse(failures.connect_first(request, sociallogin, owner))
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        user: User = sociallogin.user
        user.email = mailboxes.sendable(data.get("email") or "")
        for address in sociallogin.email_addresses:
            address.verified = vouches(sociallogin.account.extra_data, address.email)
            address.email = mailboxes.sendable(address.email)
        sociallogin.email_addresses = [address for address in sociallogin.email_addresses if address.email]
        parts = (data.get("first_name"), data.get("last_name"))
        user.name = (cleaning.line(data.get("name") or " ".join(filter(None, parts))) or user.email)[:150]
        user.called = (calling.given(cleaning.line(parts[0] or "")) or calling.first_of(user.name))[:150]
        sociallogin.name = user.name  # for pre_social_login, which may find another `user` there
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Where the provider calls an address verified, that is its first proof, as a code from the mail would be."""
        user, is_new_here = sociallogin.user, sociallogin.account.pk is None
        if sociallogin.state.get("process") == AuthProcess.CONNECT and sociallogin.is_existing and user != request.user:
            failures.taken(sociallogin)
        if not (is_new_here and sociallogin.is_existing and sociallogin.state.get("process") == AuthProcess.LOGIN):
            return
        if not proof.is_proven(user) and _is_verified(sociallogin, user.email):
            get_adapter().confirm_email(request, proof.address_of(user))
            user.name = user.name or sociallogin.name
            user.called = user.called or calling.first_of(user.name)
            user.save(update_fields=["name", "called"])

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Where nobody has proven the account of this address, the form comes first, and takes it over.

        And where another address was invited: the form says so.
        """
        if any(proof.unproven(address.email) for address in sociallogin.email_addresses):
            return False
        if (expected := invited.address(request)) and expected != sociallogin.user.email:
            return False
        return bool(super().is_auto_signup_allowed(request, sociallogin))

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """The invitation proves the address that was invited, and no other."""
        chosen = (form.cleaned_data.get("email", "") if form else sociallogin.user.email).lower()
        if chosen != invited.address(request):
            invited.forget(request)
        sociallogin.email_addresses = [one for one in sociallogin.email_addresses if one.email.lower() == chosen]
        if form and (abandoned := proof.unproven(form.cleaned_data.get("email", ""))):
            sociallogin.user = proof.take_over(abandoned)
        saved: User = super().save_user(request, sociallogin, form)
        return saved


def _is_verified(sociallogin: Any, email: str) -> bool:
    return any(address.verified and address.email.lower() == email.lower() for address in sociallogin.email_addresses)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "unverified_email": "Confirm your e-mail address before you switch this on.",
        "incorrect_code": "This code isn't right. Take the one your app shows now.",
        "cannot_delete_authenticator": "This can't be switched off.",
        "cannot_generate_recovery_codes": "Set up an app or a passkey first.",
    }

    def get_totp_issuer(self) -> str:
        organisation = queries.organisation()
        return organisation.name if organisation else str(settings.MFA_TOTP_ISSUER)

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        from allauth.mfa.models import Authenticator

        count = Authenticator.objects.filter(user=user, type=type).count()
        return "Passkey" if not count else f"Passkey {count + 1}"
