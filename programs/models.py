"""The models of every room, for Django."""

from programs.applications.models import Answer, Application
from programs.applications.questions import Question
from programs.invitations.models import Invitation, Roster
from programs.journey.models import JourneyDraft, Rung, Step
from programs.library.models import Competency, LearningKind, Resource
from programs.opening.models import OpeningText
from programs.pace.models import Holiday
from programs.program.models import Membership, Program

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
