"""What a person could do now about coming in, or about others who want to."""

from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.web.steps import NextStep
from programs.models import Application, Invitation, Program

SILENT_AFTER = timedelta(days=7)


def next_steps(user: User, *, now: datetime) -> list[NextStep]:
    """Three queries, however many programs."""
    return [*_own(user), *_waiting_for(user), *_silent(user, now=now)]


def _own(user: User) -> list[NextStep]:
    undecided = [Application.State.DRAFT, Application.State.SUBMITTED]
    mine = Application.objects.filter(user=user, state__in=undecided).exclude(program__state=Program.State.CLOSED)
    return [_step_of(application) for application in mine.select_related("program")]


def _step_of(application: Application) -> NextStep:
    program = application.program
    url = reverse("apply", args=[program.pk, application.role])
    if application.state == Application.State.DRAFT:
        return NextStep(
            rank=2,
            headline=f"Finish your application to {program}",
            detail="A few questions, then the coordinators can say yes. What you have typed so far is kept.",
            label="Continue",
            url=url,
            program=program.name,
        )
    return NextStep(
        rank=90,
        headline="You're in line",
        detail=f"The coordinators of {program} will answer by mail. Until then you can still change your application.",
        label="Read it again",
        url=url,
        program=program.name,
    )


def _waiting_for(user: User) -> list[NextStep]:
    rows = Program.objects.coordinated_by(user).open().filter(applications__state=Application.State.SUBMITTED)
    counted = rows.values_list("pk", "name").annotate(n=Count("applications", distinct=True))
    return [
        NextStep(
            rank=3,
            headline="1 person waits for your answer" if n == 1 else f"{n} people wait for your answer",
            detail=f"Read the application{'' if n == 1 else 's'} to {name} and decide.",
            label="Decide",
            url=reverse("applications", args=[pk]),
            program=name,
        )
        for pk, name, n in counted
    ]


def _silent(user: User, *, now: datetime) -> list[NextStep]:
    programs = Program.objects.coordinated_by(user).open()
    silent = Invitation.objects.open(now).filter(program__in=programs, sent_at__lte=now - SILENT_AFTER)
    rows = silent.order_by("program").values_list("program", "program__name").annotate(n=Count("pk"))
    return [
        NextStep(
            rank=60,
            headline="1 invitation has no answer" if n == 1 else f"{n} invitations have no answer",
            detail=f"They went out for {name} more than a week ago. A reminder takes one click.",
            label="Look at them",
            url=reverse("invitations", args=[pk]) + "?state=open",
            program=name,
        )
        for pk, name, n in rows
    ]
