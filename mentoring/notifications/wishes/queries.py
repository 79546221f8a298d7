from dataclasses import dataclass
from datetime import datetime

from mentoring.accounts.models import User
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import TOLD, Notification
from mentoring.notifications.wishes.models import MailHabits, Preference, Snooze


@dataclass(frozen=True)
class Unwanted:
    """The names of the kinds that a person doesn't want, for each way of being told."""

    by_mail: set[str]
    in_app: set[str]


def unwanted(user: User) -> Unwanted:
    rows = list(Preference.objects.filter(user=user).values_list("kind", "by_mail", "in_app"))
    return Unwanted(
        by_mail={kind for kind, by_mail, _ in rows if not by_mail}, in_app={kind for kind, _, app in rows if not app}
    )


def habits(user: User) -> MailHabits:
    """An unsaved row if the person has never chosen."""
    return MailHabits.objects.filter(user=user).first() or MailHabits(user=user)


def snoozed_until(user: User, about: str, *, now: datetime) -> datetime | None:
    return Snooze.objects.filter(user=user, about=about, until__gt=now).values_list("until", flat=True).first()


def why_over(notification: Notification, *, now: datetime) -> str:
    """Why there is nothing left to remind the person of; empty if there still is something."""
    prepare = kinds.get(notification.kind).prepare
    answer = prepare([notification], now)[notification.pk] if prepare else None
    return answer.reason if isinstance(answer, kinds.Suppressed) else ""


def newest_to_put_off(user: User, kind: str, *, since: datetime) -> Notification | None:
    told = Notification.objects.filter(recipient=user, kind=kind, state__in=TOLD, due_at__gt=since)
    return told.exclude(about="").order_by("-due_at", "-pk").first()
