"""Forms for signing in: by password, by a code from a mail, with a second step."""

from typing import Any

import allauth.account.forms as account
import allauth.mfa.base.forms as mfa
import allauth.mfa.webauthn.forms as webauthn
from django import forms

from mentoring.accounts import proof
from mentoring.accounts.forms.words import ADDRESS_MISSING, CODE_MISSING, PASSWORD_MISSING, Plain
from mentoring.accounts.noticed import Notice, noticed


class LoginForm(Plain, account.LoginForm):  # type: ignore[misc]  # allauth has no types
    labels = {"login": "E-mail address"}
    required_messages = {"login": ADDRESS_MISSING, "password": PASSWORD_MISSING}


class RequestCodeForm(Plain, account.RequestLoginCodeForm):  # type: ignore[misc]
    labels = {"email": "E-mail address"}
    required_messages = {"email": ADDRESS_MISSING}


class LoginCodeForm(Plain, account.ConfirmLoginCodeForm):  # type: ignore[misc]
    labels = {"code": "Code from the mail"}
    required_messages = {"code": CODE_MISSING}


class AddressCodeForm(Plain, account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    labels = {"code": "Code from the mail"}
    required_messages = {"code": CODE_MISSING}

    def clean_code(self) -> str:
        """Who has the right code has the address, unless somebody else has proven it."""
        account.BaseConfirmCodeForm.clean_code(self)
        if self.user:
            proof.make_room(self.email, for_user=self.user)
        return str(super().clean_code())


class ReauthenticateForm(Plain, account.ReauthenticateForm):  # type: ignore[misc]
    required_messages = {"password": PASSWORD_MISSING}


class SecondStepForm(Plain, mfa.AuthenticateForm):  # type: ignore[misc]
    labels = {"code": "Code from your app, or a recovery code"}
    required_messages = {"code": CODE_MISSING}


class SecondStepAgainForm(Plain, mfa.ReauthenticateForm):  # type: ignore[misc]
    labels = {"code": "Code from your app, or a recovery code"}
    required_messages = {"code": CODE_MISSING}


class PasskeyForm(forms.Form):
    """Anyone can post here, so data that isn't even shaped like a passkey's answer is an error of the form."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (forms.ValidationError, KeyError, TypeError, ValueError) as error:
            noticed.send(sender=type(self), what=Notice.PASSKEY_REFUSED, user=self.user)  # type: ignore[attr-defined]
            if isinstance(error, forms.ValidationError):
                raise
            raise forms.ValidationError("We don't know this passkey. Sign in another way.") from error


class PasskeyLoginForm(PasskeyForm, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyStepForm(PasskeyForm, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyAgainForm(PasskeyForm, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass
