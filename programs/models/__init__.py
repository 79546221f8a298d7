from programs.models.enrolment import Answer, Application, Invitation, Roster
from programs.models.holiday import Holiday
from programs.models.journey import JourneyDraft, Rung, Step
from programs.models.membership import Membership
from programs.models.opening import OpeningText
from programs.models.program import Program
from programs.models.question import Question
from programs.models.resource import Competency, LearningKind, Resource

__all__ = [
    "Answer",
    "Application",
    "Competency",
    "Holiday",
    "Invitation",
    "JourneyDraft",
    "LearningKind",
    "Membership",
    "OpeningText",
    "Program",
    "Question",
    "Resource",
    "Roster",
    "Rung",
    "Step",
]
