"""The parts of a built-in template. Values only: creating a program turns them into rows that can be edited."""

from dataclasses import dataclass, replace

from programs.applications.questions import Question
from programs.journey.models import Rung, Step

Audience = Rung.Audience
Doer = Step.Doer
Kind = Step.Kind
Role = Question.Audience
Form = Question.Kind


@dataclass(frozen=True)
class BeforeEnd:
    """So many days before the last day of the program."""

    days: int


@dataclass(frozen=True)
class Halfway:
    """Half of the program's days after the match."""


@dataclass(frozen=True)
class RungPlan:
    offset_days: int
    audience: Audience


@dataclass(frozen=True)
class StepPlan:
    """`day` counts from the match. A session step has no `every_days`; it takes the cadence of the program."""

    kind: Kind
    title: str
    guide: str
    day: int | BeforeEnd | Halfway
    doer: Doer = Doer.BOTH
    every_days: int | None = None
    ladder: tuple[RungPlan, ...] = ()

    def first_day(self, *, length: int) -> int:
        """`length`: days from the first to the last day of the program."""
        match self.day:
            case BeforeEnd(days):
                return max(0, length - days)
            case Halfway():
                return length // 2
            case int(day):
                return day

    def but(self, **changes: object) -> "StepPlan":
        return replace(self, **changes)  # type: ignore[arg-type]  # dataclasses.replace checks the names when it runs


@dataclass(frozen=True)
class QuestionPlan:
    audience: Role
    kind: Form
    label: str
    help_text: str = ""
    choices: tuple[str, ...] = ()
    required: bool = True
    shown_to_match: bool = True

    def but(self, **changes: object) -> "QuestionPlan":
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Template:
    key: str
    title: str
    icon: str
    summary: str  # one sentence on the card
    fits: str  # when to choose it
    purpose: str  # the text that the form begins with
    weeks: int
    cadence_days: int
    session_minutes: int
    mentor_capacity: int
    steps: tuple[StepPlan, ...]
    questions: tuple[QuestionPlan, ...]

    @property
    def sessions(self) -> int:
        """How many sessions fit in if each one happens on its day."""
        first = next(step for step in self.steps if step.kind == Kind.SESSION).first_day(length=self.weeks * 7)
        return (self.weeks * 7 - first) // self.cadence_days + 1

    def questions_for(self, role: Role) -> list[QuestionPlan]:
        return [question for question in self.questions if question.audience in (role, Role.BOTH)]

    @property
    def mentor_questions(self) -> int:
        return len(self.questions_for(Role.MENTOR))

    @property
    def mentee_questions(self) -> int:
        return len(self.questions_for(Role.MENTEE))
