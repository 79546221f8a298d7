"""Forms of sign-in, sign-up and the profile."""

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm


class LoginForm(AllauthLoginForm):  # type: ignore[misc]
    pass


class SignupForm(AllauthSignupForm):  # type: ignore[misc]
    pass
