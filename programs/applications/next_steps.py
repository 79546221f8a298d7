"""Next steps for applicants, and for coordinators who have applications and invitations to look after."""

from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.next_steps import Known, NextStep, Rank
from programs.applications.models import Application
from programs.program.loaded import COORDINATED
from programs.program.models import Program


def next_steps(known: Known) -> list[NextStep]:
    """In one query, because the programs come `with_counts`."""
    programs = known[COORDINATED]
    return sorted(
        [
            *_own(known.user),
            *(_waiting(program) for program in programs if program.waiting),  # type: ignore[attr-defined]  # annotated
            *(_silent(program) for program in programs if program.silent),  # type: ignore[attr-defined]
        ]
    )


def _own(user: User) -> list[NextStep]:
    told = [Application.State.DRAFT, Application.State.SUBMITTED, Application.State.DECLINED]
    mine = Application.objects.filter(user=user, state__in=told).exclude(program__state=Program.State.CLOSED)
    rows = mine.select_related("program").only("role", "state", "submitted_at", "program__name")
    return [_next_step(application) for application in rows]


def _next_step(application: Application) -> NextStep:
    program = application.program
    url = reverse("apply", args=[program.pk, application.role])
    if application.state == Application.State.DRAFT:
        return NextStep(
            rank=Rank.OWN_APPLICATION,
            headline=f"Finish your application to {program}",
            detail="A few questions, then the coordinators can say yes. What you have typed so far is kept.",
            label="Continue",
            url=url,
            program=program.name,
        )
    if application.state == Application.State.DECLINED:
        return NextStep(
            rank=Rank.ANSWERED,
            headline=f"Your application to {program} was answered",
            detail="The coordinators have decided, and say how it goes on.",
            label="Read the answer",
            url=url,
            program=program.name,
        )
    return NextStep(
        rank=Rank.LOOKED_FOR,
        headline="You're in line",
        detail=f"The coordinators of {program} will answer by mail. Until then you can still change your application.",
        label="Read it again",
        url=url,
        program=program.name,
    )


def _waiting(program: Program) -> NextStep:
    n: int = program.waiting  # type: ignore[attr-defined]
    return NextStep(
        rank=Rank.APPLICATIONS,
        headline="1 person waits for your answer" if n == 1 else f"{n} people wait for your answer",
        detail=f"Read the application{'' if n == 1 else 's'} to {program} and decide.",
        label="Decide",
        url=reverse("applications", args=[program.pk]),
        program=program.name,
    )


def _silent(program: Program) -> NextStep:
    n: int = program.silent  # type: ignore[attr-defined]
    return NextStep(
        rank=Rank.UNANSWERED,
        headline="1 invitation has no answer" if n == 1 else f"{n} invitations have no answer",
        detail=f"They went out for {program} more than a week ago. A reminder takes one click.",
        label="Look at them",
        url=reverse("invitations", args=[program.pk]) + "?state=open",
        program=program.name,
    )
