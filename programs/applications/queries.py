"""Who has applied, and with which answers."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from mentoring.accounts.models import User
from programs.applications.models import Answer, Application, ApplicationQuerySet
from programs.applications.questions import Question
from programs.invitations.models import Invitation
from programs.program.models import Membership, Program

STATES = {
    "submitted": "Waiting",
    "approved": "Approved",
    "declined": "Declined",
    "": "All",
}


@dataclass(frozen=True)
class Answered:
    question: Question
    text: str


def has_applied(user: User, invitation: Invitation) -> bool:
    return Application.objects.filter(invitation=invitation, user=user).exists()


def questions_for(program: Program, *, role: str) -> list[Question]:
    both = Question.Audience.BOTH
    return list(Question.objects.filter(program=program, audience__in=[role, both]))


def answers_of(application: Application) -> dict[int, Any]:
    return dict(Answer.objects.filter(application=application).values_list("question", "value"))


def answered(application: Application) -> list[Answered]:
    """Every question the person was asked, with an empty text if they gave no answer. Two queries."""
    given = {answer.question_id: str(answer) for answer in Answer.objects.filter(application=application)}
    questions = questions_for(application.program, role=application.role)
    return [Answered(question, given.get(question.pk, "")) for question in questions]


def listed(program: Program, *, state: str, role: str) -> ApplicationQuerySet:
    """Those waiting for a decision start with the longest wait; any other list starts with the latest."""
    rows = Application.objects.for_coordinators().filter(program=program).select_related("user", "decided_by")
    if role:
        rows = rows.filter(role=role)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("submitted_at", "pk") if state == "submitted" else rows.order_by("-submitted_at", "-pk")


def counts(program: Program) -> dict[str, int]:
    waiting = Q(state=Application.State.SUBMITTED)
    return (
        Application.objects.for_coordinators()
        .filter(program=program)
        .aggregate(
            all=Count("pk"),
            submitted=Count("pk", filter=waiting),
            approved=Count("pk", filter=Q(state=Application.State.APPROVED)),
            declined=Count("pk", filter=Q(state=Application.State.DECLINED)),
            mentors_waiting=Count("pk", filter=waiting & Q(role=Membership.Role.MENTOR)),
            mentees_waiting=Count("pk", filter=waiting & Q(role=Membership.Role.MENTEE)),
        )
    )
