from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Prefetch, QuerySet, Value, When
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.postgres.names import ByName
from programs.applications.models import Application
from programs.applications.questions import Question
from programs.invitations.models import Invitation
from programs.journey.models import Step
from programs.program.models import Membership, Program


@dataclass(frozen=True)
class Mine:
    program: Program
    roles: list[str]  # in words

    @property
    def is_mine_to_run(self) -> bool:
        return Membership.Role.COORDINATOR.label in self.roles


def applied_to(user: User) -> list[Application]:
    undecided = [Application.State.DRAFT, Application.State.SUBMITTED]
    mine = Application.objects.filter(user=user, state__in=undecided).exclude(program__state=Program.State.CLOSED)
    return list(mine.select_related("program").order_by(ByName("program__name"), "role"))


@dataclass(frozen=True)
class ChecklistItem:
    """One line of the checklist. `otherwise` says what to do if it isn't done."""

    label: str
    done: bool
    otherwise: str
    url: str


@dataclass(frozen=True)
class Enrolled:
    """How far the people of one role have come. The numbers overlap: anybody who is approved has also applied."""

    role: str  # in words, plural
    invited: int
    applied: int
    waiting: int  # for a decision
    approved: int
    paired: int


def programs_of(user: User) -> list[Mine]:
    roles: dict[int, Mine] = {}
    memberships = Membership.objects.active().of(user).select_related("program")
    for membership in memberships.order_by("-program__starts_on", ByName("program__name"), "role"):
        mine = roles.setdefault(membership.program_id, Mine(membership.program, []))
        mine.roles.append(membership.get_role_display())
    return list(roles.values())


def every_program() -> QuerySet[Program]:
    """For administrators: each program with its `coordinators`, and nothing of what happens inside.

    Closed ones come last.
    """
    coordinators = Membership.objects.coordinators().select_related("user").order_by(ByName("user__name"), "pk")
    closed_last = Case(When(state=Program.State.CLOSED, then=Value(1)), default=Value(0), output_field=IntegerField())
    return Program.objects.order_by(closed_last, "-starts_on", ByName("name")).prefetch_related(
        Prefetch("memberships", queryset=coordinators, to_attr="coordinators")
    )


def live_pairs(program: Program) -> QuerySet[Any]:
    """By way of the program's reverse relation, because pairings are defined in an app above this one."""
    return program.pairings.live()


def enrolled(program: Program) -> list[Enrolled]:
    invited = _by_role(Invitation.objects.filter(program=program).exclude(state=Invitation.State.WITHDRAWN))
    sent = Application.objects.for_coordinators().filter(program=program).order_by()
    applications = Counter(
        {(role, state): n for role, state, n in sent.values_list("role", "state").annotate(Count("pk"))}
    )
    approved = _by_role(Membership.objects.active().filter(program=program))
    paired = live_pairs(program).aggregate(mentor=Count("mentor", distinct=True), mentee=Count("mentee", distinct=True))
    return [
        Enrolled(
            words,
            invited=invited[role],
            applied=sum(n for (of, _), n in applications.items() if of == role),
            waiting=applications[role, Application.State.SUBMITTED],
            approved=approved[role],
            paired=paired[role],
        )
        for role, words in {"mentor": "Mentors", "mentee": "Mentees"}.items()
    ]


def _by_role(rows: QuerySet[Any]) -> Counter[str]:
    return Counter(dict(rows.order_by().values_list("role").annotate(n=Count("pk"))))


def checklist(program: Program, *, now: datetime) -> list[ChecklistItem]:
    edit = reverse("program_edit", args=[program.pk])
    journey = reverse("program_journey", args=[program.pk])
    has_sessions, asks_mentors, asks_mentees = _has(program)
    return [
        ChecklistItem("Purpose", bool(program.purpose.strip()), "Write down what the program is for.", edit),
        ChecklistItem(
            "Dates",
            program.ends_on > program.today(now) + timedelta(days=7),
            "Move the last day: it has to be more than a week from now.",
            edit,
        ),
        ChecklistItem(
            "Journey with sessions", has_sessions, "The journey needs a step in which the pairs meet.", journey
        ),
        ChecklistItem(
            "Questions for mentors and mentees",
            asks_mentors and asks_mentees,
            "The application needs questions for mentors and for mentees.",
            journey,
        ),
    ]


def _has(program: Program) -> tuple[bool, bool, bool]:
    """Whether it has sessions, questions for mentors, and questions for mentees."""
    sessions = Step.objects.filter(program=OuterRef("pk"), kind=Step.Kind.SESSION, enabled=True)
    questions = Question.objects.filter(program=OuterRef("pk"))
    for_mentors = questions.filter(audience__in=[Question.Audience.MENTOR, Question.Audience.BOTH])
    for_mentees = questions.filter(audience__in=[Question.Audience.MENTEE, Question.Audience.BOTH])
    rows = Program.objects.filter(pk=program.pk).values_list(Exists(sessions), Exists(for_mentors), Exists(for_mentees))
    has_sessions, asks_mentors, asks_mentees = rows.get()
    return has_sessions, asks_mentors, asks_mentees
