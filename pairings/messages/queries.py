"""The messages of a pair, a part of them at a time, and what home says of unread ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.web.steps import NextStep
from pairings.messages.models import Message
from pairings.pair.models import Pairing

PER_PAGE = 25
UNREAD = 5  # with what waits for an answer (docs/architecture.md)


@dataclass(frozen=True)
class Thread:
    """Messages in the order in which they were written, as one of the two sees them."""

    messages: list[Message]
    older: int | None  # there is more before this message
    is_newest: bool
    unread: int  # of those shown

    @property
    def newest(self) -> int:
        return self.messages[-1].pk if self.messages else 0


def of_pair(pairing: Pairing, viewer: User, *, before: int | None = None) -> Thread:
    """The newest ones, or those before a message; in one query."""
    rows = Message.objects.visible_to(viewer).filter(pairing=pairing).select_related("report__closed_by")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PER_PAGE + 1])
    shown = found[:PER_PAGE][::-1]
    unread = sum(1 for one in shown if one.read_at is None and one.author_id != viewer.pk)
    return Thread(shown, shown[0].pk if len(found) > PER_PAGE else None, before is None, unread)


def next_steps(user: User, pairs: Sequence[Pairing]) -> list[NextStep]:
    """Load the pairs `with_people()` and `with_unread()`."""
    return [_step(pair, user, pair.unread_messages) for pair in pairs if pair.unread_messages]  # type: ignore[attr-defined]  # annotated


def _step(pair: Pairing, user: User, number: int) -> NextStep:
    partner = pair.partner_of(user).first_name
    what = "a message" if number == 1 else f"{number} messages"
    address = reverse("messages", args=[pair.pk])
    return NextStep(UNREAD, f"{partner} has sent you {what}", "", "Read", address, program=pair.program.name)
