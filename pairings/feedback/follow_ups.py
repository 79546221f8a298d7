"""What the next step of a feedback can become: goals registers its milestones here, because it stands above."""

from collections.abc import Callable
from dataclasses import dataclass

from mentoring.accounts.models import User
from pairings.feedback.models import Feedback


@dataclass(frozen=True)
class Offer:
    """A button: one tap posts `value` as `name` to the address."""

    label: str
    address: str
    name: str
    value: str


Offers = Callable[[Feedback, User], list[Offer]]
_offers: list[Offers] = []


def register(offers: Offers) -> None:
    _offers.append(offers)


def offers(feedback: Feedback, viewer: User) -> list[Offer]:
    return [offer for offers in _offers for offer in offers(feedback, viewer)]
