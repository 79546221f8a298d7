"""How much one person can send to others. Each number is far above what people do, and far below a flood.

An act beyond it is refused with a sentence and leaves nothing behind, so what was typed is still on the page.
"""

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Count

from mentoring.accounts.models import User
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.web.integrity import Refused

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

# In a pair, from one to the other. A lively conversation is 20 an hour, and one mail tells of several.
MESSAGES_AN_HOUR = 60
# Of which one person tells another: comments, kudos, feedback, times, concerns, steps reached … A first session with
# goals, agreement and times makes about 25. One kind alone rarely passes five; 20 steps in one hour are a long list.
NOTICES_AN_HOUR = 60
NOTICES_OF_A_KIND_AN_HOUR = 30
# By one coordinator of a program: the longest list that can be uploaded (programs/invitations/roster.py), and a
# thousand by hand.
INVITATIONS_A_DAY = 6_000
# To one address: whoever is invited as mentor and as mentee and asks twice for the mail again has got four.
INVITATIONS_TO_AN_ADDRESS_A_DAY = 5
# To oneself, to see how a mail looks. Nobody reads more, and each goes ahead of the queue.
SAMPLES_AN_HOUR = 30


class Told:
    """What one person has told others within the hour; asked once for each act, for all whom it tells."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[int, str]] | None = None

    def make_room(self, recipient: User, kind: str, *, by: User | None, now: datetime) -> None:
        """Raise Refused if `recipient` has been told enough by this person. What the software tells isn't counted."""
        if by is None:
            return
        if self._counts is None:
            self._counts = _counts(by, now)
        told = sum(number for (person, _), number in self._counts.items() if person == recipient.pk)
        if told >= NOTICES_AN_HOUR or self._counts[recipient.pk, kind] >= NOTICES_OF_A_KIND_AN_HOUR:
            raise Refused(
                f"You have done so much within the last hour that {recipient} has been told of it too often. This "
                "isn’t saved yet: try again in a while."
            )
        self._counts[recipient.pk, kind] += 1


def _counts(by: User, now: datetime) -> Counter[tuple[int, str]]:
    told = Notification.objects.filter(by=by, created_at__gt=now - HOUR, created_at__lte=now)
    numbers = told.order_by().values_list("recipient_id", "kind").annotate(number=Count("pk"))
    return Counter({(recipient, kind): number for recipient, kind, number in numbers})


def make_room_for_a_sample(to: User, kind: str, *, now: datetime) -> None:
    """Raise Refused if this person has sent themselves enough samples within the hour."""
    sent = Mail.objects.filter(recipient=to, created_at__gt=now - HOUR, urgent=True, kind=kind)
    if sent.count() >= SAMPLES_AN_HOUR:
        raise Refused(
            f"You have sent yourself {SAMPLES_AN_HOUR} samples within the last hour. What you typed is "
            "still here: send it again in an hour."
        )
