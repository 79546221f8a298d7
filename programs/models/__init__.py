from programs.models.enrolment import Answer, Application, Invitation, Roster
from programs.models.journey import Rung, Step
from programs.models.membership import Membership
from programs.models.program import Program
from programs.models.question import Question

__all__ = ["Answer", "Application", "Invitation", "Membership", "Program", "Question", "Roster", "Rung", "Step"]
