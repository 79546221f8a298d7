"""What a coordinator could do now about a program itself: open it, start it, close it."""

from datetime import datetime

from django.urls import reverse

from mentoring.next_steps import Known, NextStep, Rank
from programs.program.loaded import COORDINATED
from programs.program.models import Program


def next_steps(known: Known) -> list[NextStep]:
    steps = (_next_step(program, known.now) for program in known[COORDINATED])
    return sorted(step for step in steps if step)


def _next_step(program: Program, now: datetime) -> NextStep | None:
    today = program.today(now)
    url = reverse("program", args=[program.pk])
    if program.state == Program.State.DRAFT:
        headline, detail, label = f"{program} is a draft", "Look it over and open it for enrolment.", "Go on setting up"
    elif today > program.ends_on:
        headline, detail, label = f"{program} is over", "Let the last pairs end, then close it.", "Close it"
    elif program.state == Program.State.ENROLLING and today >= program.starts_on:
        headline, detail, label = f"{program} can start", "Its first day has come.", "Look and start"
    else:
        return None
    return NextStep(Rank.PROGRAM, headline, detail, label, url, program=program.name)
