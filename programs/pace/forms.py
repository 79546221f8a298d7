from datetime import date, timedelta
from typing import Any

from django import forms

from mentoring.web.forms import ModelForm, TextLine, date_input, whole_number
from mentoring.web.shared import SharedForm
from programs.pace.models import Holiday
from programs.program.models import Program

LONGEST = 366
AROUND = timedelta(days=366)  # pairs may begin before the program and go on after it


def time_input() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PaceForm(SharedForm):
    required_messages = {
        "quiet_from": "Choose when the quiet hours begin.",
        "quiet_until": "Choose when the quiet hours end.",
        "mail_budget": "Enter how many mails a week one person gets at most.",
    }
    mail_budget = whole_number(
        "Mails a week for one person, at most",
        lowest=1,
        highest=50,
        sentence="Choose from 1 to 50 mails a week.",
        help_text="What is above waits for one summary on Monday. Invitations, decisions and codes are not counted. "
        "3 is a good number.",
    )

    class Meta:
        model = Program
        fields = ["quiet_from", "quiet_until", "quiet_weekends", "mail_budget"]
        labels = {
            "quiet_from": "Quiet from",
            "quiet_until": "Quiet until",
            "quiet_weekends": "Also on Saturdays and Sundays, the whole day",
        }
        help_texts = {
            "quiet_until": "In the time zone of each person. What comes due in quiet hours goes out when they end. "
            "The same time twice means no quiet hours. Each person can choose their own.",
        }
        widgets = {
            "quiet_from": time_input(),
            "quiet_until": time_input(),
        }


class HolidayForm(ModelForm):
    """Pass the program as `fixed`."""

    required_messages = {
        "name": "Give the days a name, such as “Winter break”.",
        "first_on": "Choose the first day.",
        "last_on": "Choose the last day; for a single day the same one.",
    }
    constraint_fields = {"holiday_ends_after_it_starts": "last_on"}
    name = TextLine(label="Name", max_length=80, help_text="For the coordinators.")

    class Meta:
        model = Holiday
        fields = ["name", "first_on", "last_on"]
        widgets = {"first_on": date_input(), "last_on": date_input()}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first_on, last_on = cleaned.get("first_on"), cleaned.get("last_on")
        if isinstance(first_on, date) and isinstance(last_on, date) and (last_on - first_on).days > LONGEST:
            self.add_error("last_on", "Holidays last at most a year. Check the year.")
        for name, day in (("first_on", first_on), ("last_on", last_on)):
            if isinstance(day, date) and name not in self.errors and not self._is_near(day):
                self.add_error(name, "Choose a day in the time of the program, or at most a year around it.")
        return cleaned

    def _is_near(self, day: date) -> bool:
        program: Program = self.instance.program
        return program.starts_on - day <= AROUND and day - program.ends_on <= AROUND

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
