"""Forms: our renderer, an error message for each required field, and full validation against constraints."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import EmailValidator
from django.db import models
from django.forms.renderers import TemplatesSetting

from mentoring.web import cleaning, mailboxes, markdown

PLAIN_WORDS = {
    "min_value": "Enter %(limit_value)s or more.",
    "max_value": "Enter %(limit_value)s or less.",
    "max_length": "This is too long: at most %(limit_value)d characters fit, and there are %(show_value)d.",
    "min_length": "This is too short: it needs at least %(limit_value)d characters.",
}
ROOM = 1000  # letters; in a shorter field a list is rare


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class PlainForm(forms.Form):
    """A form that isn't about one row. `required_messages` gives fields their own sentence for when they are empty."""

    required_messages: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        apply_required_messages(self)


class ModelForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """A form for one row.

    Django skips a constraint that involves a field missing from the form. Pass such fields as `fixed`: they are set on
    the instance first and are part of the validation, so a violated constraint shows its sentence instead of a 500.
    `constraint_fields` maps a constraint to the field that shows its sentence; the others show above the form.
    """

    required_messages: dict[str, str] = {}
    constraint_fields: dict[str, str] = {}

    def __init__(self, *args: Any, fixed: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fixed = fixed or {}
        for name, value in self.fixed.items():
            setattr(self.instance, name, value)
        apply_required_messages(self)

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # not in the stubs
        return excluded - set(self.fixed)

    def _update_errors(self, errors: ValidationError) -> None:
        """Show an error about a field that isn't on this form above the form; Django would raise ValueError."""
        if hasattr(errors, "error_dict"):
            for name in list(errors.error_dict):
                if name not in self.fields and name != NON_FIELD_ERRORS:
                    errors.error_dict.setdefault(NON_FIELD_ERRORS, []).extend(errors.error_dict.pop(name))
            self._put_at_fields(errors)
        super()._update_errors(errors)  # type: ignore[misc]  # not in the stubs

    def _put_at_fields(self, errors: ValidationError) -> None:
        """Django ties a constraint over several columns to no field, so we find its field by its sentence."""
        fields = {sentence_of(name, self._meta.model): field for name, field in self.constraint_fields.items()}
        for error in errors.error_dict.pop(NON_FIELD_ERRORS, []):
            errors.error_dict.setdefault(fields.get(str(error.message), NON_FIELD_ERRORS), []).append(error)


def apply_required_messages(form: forms.BaseForm) -> None:
    messages: dict[str, str] = getattr(form, "required_messages", {})
    for name, field in form.fields.items():
        if field.required:
            field.error_messages["required"] = (
                messages.get(name) or f"Fill in “{field.label or name.replace('_', ' ')}”."
            )
        if isinstance(field, forms.EmailField) and mailboxes.check not in field.validators:
            _takes_mailboxes(field)
        for code, sentence in PLAIN_WORDS.items():
            field.error_messages.setdefault(code, sentence)
    _say_the_rule_once(form)


def _takes_mailboxes(field: forms.EmailField) -> None:
    """Put onto each field rather than into a class of ours, because allauth brings fields of its own."""
    as_typed = field.to_python
    field.to_python = lambda value: mailboxes.tidy(as_typed(value) or "")  # type: ignore[method-assign]
    field.validators = [one for one in field.validators if not isinstance(one, EmailValidator)]
    field.validators.append(mailboxes.check)


def _say_the_rule_once(form: forms.BaseForm) -> None:
    """How words look to their readers, under the first field that has room for more than a few."""
    fields = (field for field in form.fields.values() if isinstance(field, LongText))
    first = next((field for field in fields if field.is_prose and field.max_length > ROOM), None)
    if first:
        first.rule = markdown.RULE


class UncutText(forms.CharField):
    """Text that is too long is kept and answered with a sentence, never cut off by the browser.

    Every text field is one of these, because they clean (`cleaning.py`).
    """

    tidy = staticmethod(cleaning.line)

    def to_python(self, value: Any) -> str | None:
        """A text far above its limit is refused in any case, so nothing looks at its letters."""
        text: str | None = super().to_python(value)
        if not text or (self.max_length and len(text) > 2 * self.max_length):
            return text
        return super().to_python(self.tidy(text))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The browser counts what is left in a text of several lines (static/js/app.js)."""
        attributes = {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}
        if self.max_length and isinstance(widget, forms.Textarea):
            attributes["data-most"] = self.max_length
        return attributes


class LongText(UncutText):
    """Shown with `|prose`, wherever somebody reads it; one that isn't for readers has `is_prose=False`."""

    tidy = staticmethod(cleaning.prose)
    rule = ""  # stands under the field
    max_length: int

    def __init__(self, *, max_length: int, rows: int = 4, is_prose: bool = True, **options: Any) -> None:
        self.is_prose = is_prose
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **options)
        self.error_messages["max_length"] = (
            "At most %(limit_value)d characters fit here; these are %(show_value)d. "
            "Nothing is lost: shorten the text and save again."
        )


class TextLine(UncutText):
    def __init__(self, *, max_length: int = 200, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)
        self.error_messages["max_length"] = (
            "At most %(limit_value)d characters fit here; these are %(show_value)d. Say it shorter."
        )


def whole_number(
    label: str, *, lowest: int, highest: int, sentence: str, step: int = 1, **options: Any
) -> forms.IntegerField:
    """An integer from `lowest` to `highest`, or else `sentence`. Without them, the column's own limits would apply."""
    return forms.IntegerField(
        label=label,
        min_value=lowest,
        max_value=highest,
        widget=forms.NumberInput(attrs={"step": step, "inputmode": "numeric"}),
        error_messages={
            "invalid": "Enter a whole number.",
            "min_value": sentence,
            "max_value": sentence,
        },
        **options,
    )


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def scale_input() -> forms.RadioSelect:
    """Up to five short answers side by side, even on a phone: “Rough … Great”."""
    return forms.RadioSelect(attrs={"class": "scale"})


def pick_input() -> forms.RadioSelect:
    """Short answers in a row, as wide as their words: “30 minutes”, “Pick a time later”."""
    return forms.RadioSelect(attrs={"class": "picks"})


def mark(field: forms.Field, words: str, *, icon: str = "eye") -> None:
    """Say beside its label that others see this field than the page's line of privacy says: “Only you”."""
    field.mark, field.mark_icon = words, icon  # type: ignore[attr-defined]  # read by templates/forms/field.html


def sentence_of(constraint_name: str, model: type[models.Model]) -> str | None:
    """The sentence people read for a named constraint of the model; None if the model has none of its own."""
    for constraint in model._meta.constraints:
        has_own = constraint.violation_error_message != constraint.default_violation_error_message
        if constraint.name == constraint_name and has_own:
            return str(constraint.get_violation_error_message())
    return None
