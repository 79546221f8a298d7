"""How many mails a person has had this week. Hold the lock on the person's row, so that nobody else adds one."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db.models import Q

from mentoring.accounts.models import User
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Mail
from mentoring.notifications.wishes.pace import USEFUL_FOR, week_of
from mentoring.notifications.wishes.wanted import zone

DIGEST = "digest"
LONGEST = timedelta(days=21)  # from writing a mail to its last attempt, with weekends and quiet hours
On = Mail.State


class Budget:
    """Counts a person's mails, digests included but not service mails, in the calendar week of their time zone.

    A mail that waits counts too, because it may still go this week. One without a notification doesn't count: somebody
    asked for it, such as a coordinator who sends a reminder to herself to see what it looks like.
    """

    def __init__(self, people: Iterable[User], now: datetime) -> None:
        mondays = {person.pk: self._monday(person, now) for person in people}
        self._spent: Counter[int] = Counter()
        self._digests: dict[int, datetime] = {}
        for recipient, kind, created_at, next_attempt_at, sent_at in self._mails(mondays, now):
            monday = mondays[recipient]
            self._spent[recipient] += sent_at >= monday if sent_at else next_attempt_at >= min(monday, now - USEFUL_FOR)
            if kind == DIGEST:
                self._digests[recipient] = max(created_at, self._digests.get(recipient, created_at))

    def is_spent(self, person: User, allowed: int) -> bool:
        return self._spent[person.pk] >= allowed

    def spend(self, person: User) -> None:
        self._spent[person.pk] += 1

    def has_had_digest(self, person: User, since: datetime) -> bool:
        return person.pk in self._digests and self._digests[person.pk] >= since

    @staticmethod
    def _monday(person: User, now: datetime) -> datetime:
        there = zone(person)
        return datetime.combine(week_of(now, there), time(0), there)

    @staticmethod
    def _mails(people: Iterable[int], now: datetime) -> Iterable[tuple[int, str, datetime, datetime, datetime | None]]:
        return (
            Mail.objects.filter(recipient__in=people, created_at__gte=now - LONGEST)
            .filter(state__in=[On.QUEUED, On.SENDING, On.SENT])
            .filter(Q(notification__isnull=False) | Q(kind=DIGEST))
            .exclude(kind__in=kinds.service())
            .values_list("recipient_id", "kind", "created_at", "next_attempt_at", "sent_at")
        )
