"""A coordinator's next steps about concerns and reported messages, which come before everything else."""

from typing import Any

from django.urls import reverse

from mentoring.next_steps import Known, NextStep, Rank
from programs.program.loaded import COORDINATED


def next_steps(known: Known) -> list[NextStep]:
    """Needs no query: the programs come `with_voices()`."""
    return [_next_step(program) for program in known[COORDINATED] if _waiting(program)]


def _waiting(program: Any) -> int:
    return (program.open_concerns or 0) + (program.open_reports or 0)


def _next_step(program: Any) -> NextStep:
    number, address = _waiting(program), reverse("concerns", args=[program.pk])
    label = "See it" if number == 1 else "See them"
    if number > 1:
        headline = f"{number} concerns and reported messages wait for you"
    elif program.open_concerns:
        headline = "Somebody has raised a concern"
    else:
        headline = "A message was reported"
    return NextStep(Rank.CONCERN, headline, "A short answer soon helps most.", label, address, program=program.name)
