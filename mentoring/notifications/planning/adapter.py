"""Sign-in mails are rows in the outbox like all other mails, but they never wait for a budget."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from mentoring.accounts import adapter, queries
from mentoring.accounts.models import User
from mentoring.notifications.planning import kinds, outbox

FOLDER = "account"  # templates/email/account/<name>/


class AccountAdapter(adapter.AccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth passes a `template_prefix` such as account/email/login_code or mfa/email/totp_activated.

        It builds addresses from the request, whose host is whatever its sender says. Ours begin with SITE_URL.
        """
        name = template_prefix.rpartition("/")[2]
        known = {key: value for key, value in context.items() if key not in {"request", "current_site"}}
        known |= {key: _here(value) for key, value in known.items() if key.endswith("_url")}
        outbox.write(
            email,
            f"{FOLDER}/{name}",
            {**known, "email": email, "organisation": queries.organisation()},
            recipient=User.objects.filter(email__iexact=email).first(),
            now=timezone.now(),
        )


def _here(address: str) -> str:
    path = urlsplit(address)._replace(scheme="", netloc="").geturl()
    return settings.SITE_URL + path


CODE = {"email": "sam@example.org", "code": "K7PX-2MQD"}
LINKS = {
    "email": "sam@example.org",
    "password_reset_url": "https://mentoring.example.org/accounts/password/reset/",
    "signup_url": "https://mentoring.example.org/accounts/signup/",
}
CHANGE = {
    "email": "sam@example.org",
    "from_email": "sam@example.org",
    "to_email": "sam.lee@example.org",
    "deleted_email": "sam@example.org",
    "provider": "Example Ltd",
    "ip": "192.0.2.17",
    "user_agent": "Firefox on Linux",
    "timestamp": datetime(2026, 12, 1, 15, 0, tzinfo=UTC),
}
MAILS: list[tuple[str, str, Mapping[str, Any]]] = [
    ("email_confirmation", "A new address is to be confirmed", CODE),
    ("email_confirmation_signup", "The address of a new account is to be confirmed", CODE),
    ("login_code", "A code to sign in with", CODE),
    ("password_reset_key", "A link to choose a new password", LINKS),
    ("unknown_account", "Somebody asked for an account that doesn't exist", LINKS),
    ("account_already_exists", "Somebody signed up who has an account already", LINKS),
    ("password_changed", "The password was changed", CHANGE),
    ("password_set", "A password was set", CHANGE),
    ("password_reset", "The password was reset", CHANGE),
    ("email_changed", "The address was changed", CHANGE),
    ("email_deleted", "An address was removed", CHANGE),
    ("totp_activated", "An authenticator app was added", CHANGE),
    ("totp_deactivated", "The authenticator app was removed", CHANGE),
    ("webauthn_added", "A passkey was added", CHANGE),
    ("webauthn_removed", "A passkey was removed", CHANGE),
    ("recovery_codes_generated", "New recovery codes were made", CHANGE),
    ("account_connected", "An identity provider was connected", CHANGE),
    ("account_disconnected", "An identity provider was disconnected", CHANGE),
]


def register() -> None:
    """Register these mails as kinds, so that the mail log can name them and the preview page can show them."""
    kinds.register(
        *(
            kinds.Kind(name=f"{FOLDER}/{name}", title=title, sample=partial(dict, sample), service=True)
            for name, title, sample in MAILS
        )
    )
