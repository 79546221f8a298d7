"""The messages of a pair, one part at a time."""

from dataclasses import dataclass

from mentoring.accounts.models import User
from pairings.messages.models import Message
from pairings.pair.models import Pairing

PER_PAGE = 25


@dataclass(frozen=True)
class Thread:
    """Messages in the order in which they were written, as one of the two sees them."""

    messages: list[Message]
    older: int | None  # an id: there are more messages before this one
    is_newest: bool
    unread: int  # among those shown

    @property
    def newest(self) -> int:
        return self.messages[-1].pk if self.messages else 0


def of_pair(pairing: Pairing, viewer: User, *, before: int | None = None) -> Thread:
    """The newest messages, or those before the message `before`; one query."""
    rows = Message.objects.visible_to(viewer).filter(pairing=pairing).select_related("report__closed_by")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PER_PAGE + 1])
    shown = found[:PER_PAGE][::-1]
    unread = sum(1 for one in shown if one.read_at is None and one.author_id != viewer.pk)
    return Thread(shown, shown[0].pk if len(found) > PER_PAGE else None, before is None, unread)
