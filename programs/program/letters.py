"""What the mails of a program share: the line at the foot that says why somebody gets them, and sample values."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from programs.program.models import Program

NOT_COORDINATING = "The recipient no longer coordinates the program."
EXAMPLE = f"{settings.SITE_URL}/example"
PROGRAM = "Women in Engineering"


def belonging(partner: str, role: str, program: Program | str) -> str:
    return f"You are {partner}’s {role} in {program}."


def coordinating(program: Program | str) -> str:
    return f"You coordinate {program}."


def taking_part(program: Program | str) -> str:
    return f"You take part in {program}."


def sample(**words: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {"program": PROGRAM, "link": EXAMPLE, **words}
