"""The application with one field for each question of the program, and the coordinator's decision about it."""

from typing import Any

from django import forms

from mentoring.web.forms import LongText, PlainForm, TextLine, apply_required_messages
from programs.applications.models import Application
from programs.applications.questions import Question
from programs.program.models import Membership, Program

ONLY_COORDINATORS = "Visible to the coordinators."
ALSO_MATCH = "Visible to the coordinators and to your match."
MOST_MENTEES = 50


class ApplicationForm(PlainForm):
    """`complete=False` accepts unanswered questions, for a draft."""

    def __init__(
        self,
        data: Any = None,
        *,
        application: Application,
        questions: list[Question],
        answers: dict[int, Any],
        complete: bool = True,
    ) -> None:
        self.questions = questions
        self.required_messages = {_name(question): _missing(question) for question in questions}
        self.required_messages["capacity"] = "Say how many mentees you can take."
        initial: dict[str, Any] = {f"question_{question}": value for question, value in answers.items()}
        initial["capacity"] = application.capacity or application.program.mentor_capacity
        super().__init__(data, initial=initial)
        self.fields.update(self._fields_for(application, questions, complete))
        apply_required_messages(self)

    @staticmethod
    def _fields_for(application: Application, questions: list[Question], complete: bool) -> dict[str, forms.Field]:
        fields = {_name(question): field_for(question, complete=complete) for question in questions}
        if application.role == Membership.Role.MENTOR:
            fields["capacity"] = forms.IntegerField(
                label="How many mentees can you take?",
                help_text=f"One is enough. {ONLY_COORDINATORS}",
                min_value=1,
                max_value=MOST_MENTEES,
                required=complete,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                error_messages={
                    "invalid": "Write a whole number, such as 2.",
                    "min_value": "Take at least one mentee.",
                    "max_value": f"A mentor takes at most {MOST_MENTEES} mentees.",
                },
            )
        return fields

    @property
    def answers(self) -> dict[int, Any]:
        return {question.pk: self.cleaned_data.get(_name(question)) for question in self.questions}

    @property
    def capacity(self) -> int | None:
        return self.cleaned_data.get("capacity")


def field_for(question: Question, *, complete: bool) -> forms.Field:
    visible_to = ALSO_MATCH if question.shown_to_match else ONLY_COORDINATORS
    common: dict[str, Any] = {
        "label": question.label,
        "help_text": f"{question.help_text} {visible_to}".strip(),
        "required": question.required and complete,
    }
    choices = [(choice, choice) for choice in question.choices]
    if question.kind == Question.Kind.CHOICE:
        messages = {"invalid_choice": "Choose one of the answers on the list."}
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=messages, **common)
    if question.kind == Question.Kind.MULTIPLE:
        messages = {"invalid_choice": "Choose from the answers on the list."}
        return forms.MultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=messages, **common
        )
    if question.kind == Question.Kind.SHORT:
        return TextLine(**common)
    return LongText(max_length=4000, rows=5, **common)


def _name(question: Question) -> str:
    return f"question_{question.pk}"


def _missing(question: Question) -> str:
    if question.kind == Question.Kind.CHOICE:
        return f"Choose an answer to “{question.label}”"
    if question.kind == Question.Kind.MULTIPLE:
        return f"Choose at least one answer to “{question.label}”"
    return f"Answer “{question.label}”"


class DecisionForm(PlainForm):
    decision = forms.ChoiceField(
        label="Your decision",
        choices=[("approve", "Approve"), ("decline", "Decline")],
        widget=forms.RadioSelect,
    )
    message = LongText(
        label="A few words of your own",
        help_text="They stand in the mail that the applicant gets. Visible to the applicant and the coordinators.",
        max_length=2000,
        required=False,
    )
    required_messages = {"decision": "Choose whether to approve or to decline."}


class BulkForm(PlainForm):
    """The ticked rows. One decided in the meantime is still valid here; the action refuses it with a reason."""

    applications = forms.ModelMultipleChoiceField(queryset=Application.objects.none())
    required_messages = {"applications": "Tick at least one application first."}

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["applications"]
        field.error_messages["invalid_choice"] = "One of these applications is not there any more."
        rows = Application.objects.for_coordinators().filter(program=program)
        field.queryset = rows.select_related("program", "user").order_by("submitted_at", "pk")  # type: ignore[attr-defined]
