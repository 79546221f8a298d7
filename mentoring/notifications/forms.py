from typing import Any

from django import forms

from mentoring.notifications import kinds
from mentoring.web.forms import PlainForm


class MailPreferencesForm(PlainForm):
    """One box for each kind of mail that can be switched off; `unwanted` are the names of those that are."""

    def __init__(self, *args: Any, unwanted: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in kinds.optional():
            self.fields[kind.name] = forms.BooleanField(
                label=kind.title, required=False, initial=kind.name not in unwanted
            )
