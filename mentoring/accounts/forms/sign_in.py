"""Coming in: by password, by a code from the mail, by a second step."""

from typing import ClassVar

import allauth.account.forms as account
import allauth.mfa.base.forms as mfa

from mentoring.accounts.forms.words import ADDRESS_MISSING, CODE_MISSING, PASSWORD_MISSING, Plain


class LoginForm(Plain, account.LoginForm):  # type: ignore[misc]  # allauth has no types
    labels: ClassVar = {"login": "E-mail address"}
    required_messages: ClassVar = {"login": ADDRESS_MISSING, "password": PASSWORD_MISSING}


class RequestCodeForm(Plain, account.RequestLoginCodeForm):  # type: ignore[misc]
    labels: ClassVar = {"email": "E-mail address"}
    required_messages: ClassVar = {"email": ADDRESS_MISSING}


class LoginCodeForm(Plain, account.ConfirmLoginCodeForm):  # type: ignore[misc]
    labels: ClassVar = {"code": "Code from the mail"}
    required_messages: ClassVar = {"code": CODE_MISSING}


class AddressCodeForm(Plain, account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    labels: ClassVar = {"code": "Code from the mail"}
    required_messages: ClassVar = {"code": CODE_MISSING}


class ReauthenticateForm(Plain, account.ReauthenticateForm):  # type: ignore[misc]
    required_messages: ClassVar = {"password": PASSWORD_MISSING}


class SecondStepForm(Plain, mfa.AuthenticateForm):  # type: ignore[misc]
    labels: ClassVar = {"code": "Code from your app, or a recovery code"}
    required_messages: ClassVar = {"code": CODE_MISSING}


class SecondStepAgainForm(Plain, mfa.ReauthenticateForm):  # type: ignore[misc]
    labels: ClassVar = {"code": "Code from your app, or a recovery code"}
    required_messages: ClassVar = {"code": CODE_MISSING}
