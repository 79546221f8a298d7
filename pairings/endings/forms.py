"""Forms of the ending: propose to end early, end alone, and say what comes next."""

from django import forms

from mentoring.web.forms import LongText, PlainForm
from pairings.endings.models import EndingWish


class ProposalForm(PlainForm):
    word = LongText(
        label="A word for your partner",
        help_text="If you like: why now, and what was good.",
        max_length=1000,
        rows=4,
        required=False,
    )


class DepartureForm(PlainForm):
    words = LongText(
        label="Anything the coordinators should know",
        help_text="You needn’t give a reason.",
        max_length=4000,
        required=False,
    )


class WishForm(PlainForm):
    wish = forms.ChoiceField(
        label="What would you like?",
        choices=EndingWish.Wish.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the two."},
    )
    words = LongText(label="A note to the coordinators", max_length=4000, required=False)
    required_messages = {"wish": "Choose what you would like."}
