"""What the next step of a feedback can become: the goals app registers its milestones here, because it stands above."""

from collections.abc import Callable
from dataclasses import dataclass

from mentoring.accounts.models import User
from pairings.feedback.models import Feedback


@dataclass(frozen=True)
class FollowUp:
    """A button that makes it one: one tap posts `value` as `name` to the address."""

    label: str
    address: str
    name: str
    value: str


FollowUps = Callable[[Feedback, User], list[FollowUp]]
_registered: list[FollowUps] = []


def register(found_by: FollowUps) -> None:
    """`found_by` gives those of one feedback that the viewer may choose from."""
    _registered.append(found_by)


def of(feedback: Feedback, viewer: User) -> list[FollowUp]:
    return [one for found_by in _registered for one in found_by(feedback, viewer)]
