from datetime import date
from typing import Any

from django import forms

from goals.goals.forms import BAD_DAY, _in_reach
from mentoring.web.forms import PlainForm, TextLine, date_input
from mentoring.web.shared import Stamped
from pairings.pair.models import Pairing


class MilestoneForm(PlainForm):
    required_messages = {"title": "Say what the milestone is."}
    title = TextLine(label="Milestone", help_text="Something that is clearly done or not done. At most 200 characters.")
    due_on = forms.DateField(label="By when?", widget=date_input(), required=False, error_messages=BAD_DAY)

    def __init__(self, *args: Any, pairing: Pairing, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairing, self.today = pairing, today

    def clean_due_on(self) -> date | None:
        return _in_reach(self.cleaned_data["due_on"], self.pairing, self.today)


class MilestoneChangeForm(Stamped, MilestoneForm):
    pass


class ReachForm(PlainForm):
    """Evidence is welcome but not required."""

    evidence = TextLine(required=False, max_length=500)
