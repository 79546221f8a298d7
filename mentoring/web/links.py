"""Addresses that people type for others to open."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from mentoring.web import cleaning

NOT_SEEN = "There are letters in this address that nobody can see. Type it by hand."
END_OF_SITE = re.compile("[/?#]")
WITH_A_LOGIN = "Leave out what stands before the “@”: an address begins with the name of its site."


def only_seen(address: str) -> None:
    """Raise ValidationError for an address that reads as another, because of letters that nobody sees."""
    if cleaning.has_unseen(address):
        raise ValidationError(NOT_SEEN, code="not_seen")


def leads_where_it_says(address: str) -> None:
    """Raise ValidationError also for “https://example.org@elsewhere.org”, which leads elsewhere."""
    only_seen(address)
    if "@" in _site(address):
        raise ValidationError(WITH_A_LOGIN, code="with_a_login")


def is_honest(address: str) -> bool:
    try:
        leads_where_it_says(address)
    except ValidationError:
        return False
    return True


def _site(address: str) -> str:
    """The login and the site, as far as one is named at all: none in “sam@example.org”."""
    _, slashes, rest = address.partition("//")
    site = rest if slashes else address if address.lstrip("([").lower().startswith("www.") else ""
    return END_OF_SITE.split(site, maxsplit=1)[0]


class LinkField(forms.URLField):
    """The address of a page; one that is too long is kept and answered with a sentence."""

    default_validators = [URLValidator(schemes=["http", "https"]), leads_where_it_says]
    default_error_messages = {
        "invalid": "Enter a whole address, such as https://example.org/article.",
        "max_length": "At most %(limit_value)d characters fit here; these are %(show_value)d.",
    }

    def __init__(self, *, max_length: int = 500, **options: Any) -> None:
        super().__init__(max_length=max_length, assume_scheme="https", **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}
