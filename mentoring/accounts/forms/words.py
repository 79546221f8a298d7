"""allauth's forms in our words."""

from typing import Any

from django import forms

from mentoring.accounts import zones
from mentoring.web.forms import apply_required_messages

ADDRESS_INVALID = "Enter an e-mail address such as name@example.org."
ADDRESS_MISSING = "Enter your e-mail address."
PASSWORD_MISSING = "Enter your password."  # noqa: S105
NEW_PASSWORD_MISSING = "Choose a password."  # noqa: S105
CODE_MISSING = "Enter the code."
NEW_PASSWORD_HELP = "At least 10 characters. Three or four words in a row are easy to keep in mind."  # noqa: S105


class Plain(forms.Form):
    """Put before a form of allauth: labels, help and messages of our own, nothing hidden in placeholders."""

    labels: dict[str, str] = {}
    help_texts: dict[str, str] = {}
    required_messages: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.help_texts.get(name, "")
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = ADDRESS_INVALID
        apply_required_messages(self)


class ZoneSelect(forms.Select):
    """Keeps a zone that isn't among the choices (a browser's old name for one), so that saving never changes it."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        groups = list(super().optgroups(name, value, attrs))
        chosen = value[0] if value else ""
        if chosen and chosen not in zones.names():
            groups.insert(0, (None, [self.create_option(name, chosen, chosen, True, 0)], 0))
        return groups


class ZoneField(forms.ChoiceField):
    """A time zone. With `guess=True` the page's script chooses the browser's zone; the person sees and keeps it."""

    widget = ZoneSelect
    default_error_messages = {"invalid_choice": "Choose a time zone such as Europe/Berlin."}

    def __init__(self, *, guess: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Time zone")
        super().__init__(choices=zones.choices, **kwargs)
        if guess:
            self.widget.attrs["data-guess-zone"] = ""

    def valid_value(self, value: Any) -> bool:
        return zones.is_known(str(value))
