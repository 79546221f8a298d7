"""Who to invite: typed, or as a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mentoring.web.forms import LongText, PlainForm
from programs.invitations import csv_file, roster, typed
from programs.invitations.models import ROLES_BY_INVITATION

MOST_PROBLEMS_SHOWN = 20
ROLE_CHOICES = [(role.value, role.label) for role in ROLES_BY_INVITATION]


class InviteForm(PlainForm):
    role = forms.ChoiceField(label="Invite them as", choices=ROLE_CHOICES, widget=forms.RadioSelect)
    people = LongText(
        label="E-mail addresses",
        help_text="One per line, or divided by commas or semicolons. Names may stay: Sam Lee <sam@example.org>",
        max_length=typed.LONGEST,
        rows=8,
        is_prose=False,
        strip=False,
    )
    required_messages = {
        "role": "Choose whether they are invited as mentors or as mentees.",
        "people": "Type or paste at least one e-mail address.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].widget.attrs.update(spellcheck="false", autocapitalize="off")

    def clean_people(self) -> list[roster.Person]:
        try:
            sheet = typed.read(self.cleaned_data["people"])
        except roster.Unreadable as error:
            raise ValidationError(str(error)) from error
        if sheet.problems:
            raise ValidationError(_sentences(sheet.problems))
        if not sheet.people:
            raise ValidationError(self.required_messages["people"])
        return sheet.people


def _sentences(problems: list[roster.Problem]) -> list[str]:
    shown = [str(problem) for problem in problems[:MOST_PROBLEMS_SHOWN]]
    more = len(problems) - len(shown)
    return [*shown, f"There are {more} more lines like these."] if more else shown


class UploadForm(PlainForm):
    file = forms.FileField(
        label="CSV file",
        help_text=f"Up to {roster.MOST_PEOPLE:,} people. Nothing is sent before you have seen what was understood.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        allow_empty_file=True,
    )
    role = forms.ChoiceField(
        label="Role, where a line names none",
        choices=[*ROLE_CHOICES, ("", "Every line names its own")],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    required_messages = {"file": "Choose the file with the addresses."}

    def clean(self) -> dict[str, Any]:
        """Adds `sheet`, what was read from the file."""
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        if file is None:
            return cleaned
        try:
            data = file.read(csv_file.MOST_BYTES + 1)
            cleaned["sheet"] = csv_file.read(data, role=cleaned.get("role", ""))
        except roster.Unreadable as error:
            self.add_error("file", str(error))
        return cleaned
