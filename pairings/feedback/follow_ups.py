"""What the next step of a feedback can become. The goals app registers its milestones here, since it sits above."""

from collections.abc import Callable
from dataclasses import dataclass

from mentoring.accounts.models import User
from pairings.feedback.models import Feedback


@dataclass(frozen=True)
class FollowUp:
    """One button: a tap posts `value` as `name` to `address`."""

    label: str
    address: str
    name: str
    value: str


FollowUps = Callable[[Feedback, User], list[FollowUp]]
_registered: list[FollowUps] = []


def register(found_by: FollowUps) -> None:
    """`found_by` returns the follow-ups that the viewer may choose from for one feedback."""
    _registered.append(found_by)


def of(feedback: Feedback, viewer: User) -> list[FollowUp]:
    return [one for found_by in _registered for one in found_by(feedback, viewer)]
