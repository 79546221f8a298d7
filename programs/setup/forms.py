"""A program's name, dates and rhythm."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms

from mentoring.accounts import zones
from mentoring.accounts.models import User
from mentoring.web.forms import LongText, TextLine, date_input, whole_number
from mentoring.web.shared import SharedForm
from programs.builtin.shape import Template
from programs.program.models import Program

LONGEST = timedelta(days=3653)


class ProgramForm(SharedForm):
    required_messages = {
        "name": "Enter a name for the program.",
        "purpose": "Write down what the program is for.",
        "starts_on": "Choose the first day.",
        "ends_on": "Choose the last day.",
        "time_zone": "Choose the time zone of the program.",
        "cadence_days": "Enter how many days lie between two sessions.",
        "session_minutes": "Enter how long a session lasts.",
        "mentor_capacity": "Enter how many mentees one mentor takes.",
    }
    constraint_fields = {"program_ends_after_it_starts": "ends_on"}
    name = TextLine(
        label="Name of the program",
        max_length=120,
        help_text="As people will read it in invitations and in every mail, for example “Women in Engineering 2027”.",
    )
    purpose = LongText(
        label="Purpose",
        max_length=2000,
        rows=5,
        help_text="Two or three sentences. Everybody who is invited reads them.",
    )
    time_zone = forms.ChoiceField(
        choices=zones.choices,
        help_text="A day begins and ends here. Each person sees clock times in their own zone.",
    )
    cadence_days = whole_number(
        "Days between sessions",
        lowest=1,
        highest=90,
        sentence="Choose a rhythm from 1 to 90 days.",
        help_text="7 means every week, 14 every other week. The session step of the journey follows.",
    )
    session_minutes = whole_number(
        "Length of a session in minutes",
        lowest=5,
        highest=480,
        step=5,
        sentence="A session lasts from 5 to 480 minutes.",
        help_text="A proposal; the pair can log any length.",
    )
    mentor_capacity = whole_number(
        "Mentees per mentor",
        lowest=1,
        highest=50,
        sentence="A mentor takes from 1 to 50 mentees.",
        help_text="What mentors are offered when they join. Each mentor can choose another number.",
    )

    class Meta:
        model = Program
        fields = [
            "name",
            "purpose",
            "starts_on",
            "ends_on",
            "time_zone",
            "cadence_days",
            "session_minutes",
            "mentor_capacity",
        ]
        help_texts = {
            "starts_on": "When the program begins for everybody. Enrolment comes before it.",
            "ends_on": "Pairs that still meet are led to a good end by this day.",
        }
        widgets = {
            "starts_on": date_input(),
            "ends_on": date_input(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keep_the_zone_it_has()

    def _keep_the_zone_it_has(self) -> None:
        """Offer an old name of a zone that is valid but isn't among the cities, so that saving doesn't change it."""
        current = self.instance.time_zone
        if current and current not in zones.names():
            field = self.fields["time_zone"]
            field.choices = [*field.choices, (current, current)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Closing steps are counted in days from the match, so a typo in the year mustn't break them."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on - starts_on > LONGEST:
            self.add_error("ends_on", "A program lasts at most ten years. Check the year.")
        return cleaned


class NewProgramForm(ProgramForm):
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    @property
    def values(self) -> dict[str, Any]:
        return {**super().values, "form_key": self.cleaned_data["form_key"]}


def initial_for(template: Template, user: User, *, now: datetime) -> dict[str, Any]:
    """The template's values, four weeks to enroll (from next Monday), and the time zone of its creator."""
    today = now.astimezone(user.zone).date()
    monday = today + timedelta(days=7 - today.weekday())
    starts_on = monday + timedelta(weeks=4)
    return {
        "purpose": template.purpose,
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(weeks=template.weeks),
        "time_zone": user.time_zone or "UTC",
        "cadence_days": template.cadence_days,
        "session_minutes": template.session_minutes,
        "mentor_capacity": template.mentor_capacity,
        "form_key": uuid4(),
    }
