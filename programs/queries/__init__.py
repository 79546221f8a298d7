"""What a screen reads across models, one module per story."""

from datetime import datetime

from mentoring.accounts.models import User
from mentoring.web.steps import NextStep
from programs.queries import enrolment, programs


def next_steps(user: User, *, now: datetime) -> list[NextStep]:
    """What the person could do now about programs and about who comes into them, most pressing first."""
    return sorted([*enrolment.next_steps(user, now=now), *programs.next_steps(user, now=now)])
