"""Forms for changing how a person signs in: address, password, authenticator app, passkeys."""

from typing import Any

import allauth.account.forms as account
import allauth.mfa.totp.forms as totp
import allauth.mfa.webauthn.forms as webauthn

from mentoring.accounts.forms.words import ADDRESS_MISSING, NEW_PASSWORD_HELP, NEW_PASSWORD_MISSING, Plain
from mentoring.web.forms import TextLine, apply_required_messages


class ResetPasswordForm(Plain, account.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    labels = {"email": "E-mail address"}
    required_messages = {"email": ADDRESS_MISSING}


class NewPasswordForm(Plain, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """Typed only once, because people can show it while typing, and reset it if it was wrong."""

    password2 = None
    labels = {"password1": "New password"}
    help_texts = {"password1": NEW_PASSWORD_HELP}
    required_messages = {"password1": NEW_PASSWORD_MISSING}


class ChangePasswordForm(Plain, account.ChangePasswordForm):  # type: ignore[misc]
    password2 = None
    labels = {"oldpassword": "Current password", "password1": "New password"}
    help_texts = {"password1": NEW_PASSWORD_HELP}
    required_messages = {
        "oldpassword": "Enter your current password.",
        "password1": NEW_PASSWORD_MISSING,
    }


class SetPasswordForm(Plain, account.SetPasswordForm):  # type: ignore[misc]
    password2 = None
    labels = {"password1": "Password"}
    help_texts = {"password1": NEW_PASSWORD_HELP}
    required_messages = {"password1": NEW_PASSWORD_MISSING}


class ChangeAddressForm(Plain, account.AddEmailForm):  # type: ignore[misc]
    labels = {"email": "New e-mail address"}
    help_texts = {"email": "We send a code to it. Until you enter the code, nothing changes."}
    required_messages = {"email": "Enter the new e-mail address."}


class ActivateAppForm(Plain, totp.ActivateTOTPForm):  # type: ignore[misc]
    labels = {"code": "Code that the app shows now"}
    required_messages = {"code": "Enter the code that the app shows."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddPasskeyForm(Plain, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    labels = {"name": "Name of this passkey", "passwordless": "Sign in with this passkey alone"}
    help_texts = {
        "name": "So that you recognise it later, such as “My phone”.",
        "passwordless": "It then asks for a fingerprint, your face or a PIN. Without this it is only a second step.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = TextLine(max_length=100, label=self.labels["name"], required=False)
        self.fields["name"].help_text = self.help_texts["name"]
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(Plain, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    labels = {"name": "Name of this passkey"}
    required_messages = {"name": "Enter a name for the passkey."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = TextLine(max_length=100, label=self.labels["name"])
        apply_required_messages(self)
