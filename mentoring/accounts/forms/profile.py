from django import forms
from django.conf import settings

from mentoring.accounts import zones
from mentoring.accounts.forms.words import ZoneField, called_field
from mentoring.accounts.models import User
from mentoring.web.forms import PlainForm, TextLine


class SettingsForm(PlainForm):
    name = TextLine(
        label="Name",
        max_length=150,
        help_text="Everybody in your programs sees it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    called = called_field()
    time_zone = ZoneField(help_text="Times on pages and in mails are shown in this zone.")
    language = forms.ChoiceField(choices=settings.LANGUAGES, label="Language")
    theme = forms.ChoiceField(choices=User.Theme.choices, widget=forms.RadioSelect, label="Colours")

    required_messages = {
        "name": "Enter your name.",
        "time_zone": "Choose your time zone.",
        "language": "Choose a language.",
        "theme": "Choose light, dark, or like your device.",
    }


class ZoneGuessForm(PlainForm):
    """The answer to “You seem to be in Lisbon”. Refuses a name that isn't a time zone."""

    time_zone = forms.CharField(max_length=64)
    answer = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")])

    def clean_time_zone(self) -> str:
        name = str(self.cleaned_data["time_zone"])
        if not zones.is_known(name):
            raise forms.ValidationError("We don't know this time zone.")
        return name
