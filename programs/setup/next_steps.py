"""What one could do now about programs and about who comes into them."""

from collections.abc import Sequence
from datetime import datetime

from mentoring.accounts.models import User
from mentoring.web.steps import NextStep
from programs.applications import next_steps as enrolment
from programs.applications.counts import with_counts
from programs.program.models import Program
from programs.setup import queries as programs


def next_steps(user: User, *, now: datetime, coordinated: Sequence[Program] | None = None) -> list[NextStep]:
    """What the person could do now about programs and about who comes into them, most pressing first.

    `coordinated`: the open programs they coordinate, `with_counts`, where the caller has loaded them already.
    """
    if coordinated is None:
        coordinated = list(with_counts(Program.objects.coordinated_by(user).open(), now=now))
    coming_in = enrolment.next_steps(user, coordinated=coordinated)
    return sorted([*coming_in, *programs.next_steps(coordinated, now=now)])
