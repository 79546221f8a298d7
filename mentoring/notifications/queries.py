"""What the pages about mails and the inbox read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.notifications import fates, kinds
from mentoring.notifications.models import Mail, MailHabits, Notification, Preference, Snooze

TOLD = [Notification.State.DELIVERED, Notification.State.FOLDED]
UNSENT = [Notification.State.FAILED, Notification.State.MISSED, Notification.State.SUPPRESSED]


def mails_of_program(program_id: int, fate: str = "", search: str = "") -> QuerySet[Mail]:
    """The mail log of a program, newest first; `search` looks at address, name and subject."""
    mails = Mail.objects.filter(program_id=program_id).select_related("recipient").defer("text", "html")
    mails = mails.order_by("-created_at", "-pk")
    if fate:
        mails = mails.filter(fates.mails_matching(fate))
    if search := search.strip():
        mails = mails.filter(
            Q(to__icontains=search) | Q(recipient__name__icontains=search) | Q(subject__icontains=search)
        )
    return mails


def mails_of_user(user: User) -> QuerySet[Mail]:
    return Mail.objects.filter(recipient=user).order_by("-created_at", "-pk")


def every_mail(search: str = "") -> QuerySet[Mail]:
    mails = Mail.objects.defer("text", "html").order_by("-created_at", "-pk")
    return mails.filter(to__icontains=search.strip()) if search.strip() else mails


def unsent_of_program(program_id: int) -> QuerySet[Notification]:
    """What was planned and became no mail, with its reason: failed, too late, no longer true or not wanted."""
    return (
        Notification.objects.filter(program_id=program_id, state__in=UNSENT)
        .select_related("recipient")
        .order_by("-due_at", "-pk")
    )


@dataclass(frozen=True)
class Unwanted:
    """The kinds that a person doesn't want, for each way of telling."""

    by_mail: set[str]
    in_app: set[str]


def unwanted(user: User) -> Unwanted:
    rows = list(Preference.objects.filter(user=user).values_list("kind", "by_mail", "in_app"))
    return Unwanted(
        by_mail={kind for kind, by_mail, _ in rows if not by_mail}, in_app={kind for kind, _, app in rows if not app}
    )


def habits(user: User) -> MailHabits:
    """How the person wants their mails; an unsaved row where they have never chosen."""
    return MailHabits.objects.filter(user=user).first() or MailHabits(user=user)


def inbox(user: User) -> QuerySet[Notification]:
    """What the person was told in the app, newest first; what turned out to be no longer true has left it.

    Adds `told_at`: the moment of its mail, or when it was due before it was put aside for a digest.
    """
    aside = Q(state=Notification.State.FOLDED) | Q(digest__isnull=False)
    told_at = Case(When(aside, then=Coalesce("held_from", "due_at")), default=Coalesce("decided_at", "due_at"))
    return _told(user).annotate(told_at=told_at).order_by("-told_at", "-pk")


def unread(user: User) -> QuerySet[Notification]:
    return _told(user).filter(read_at=None)


def _told(user: User) -> QuerySet[Notification]:
    return Notification.objects.filter(recipient=user, in_app=True, state__in=TOLD)


@dataclass(frozen=True)
class Item:
    """One line of the inbox."""

    notification: Notification
    told_at: datetime
    kind: str  # its title
    may_wait: bool
    snoozed_until: datetime | None


def by_day(rows: Sequence[Notification], user: User, *, now: datetime) -> list[tuple[date, list[Item]]]:
    """The lines of one page of `inbox` under their days where the reader is; one query more, for what was put off."""
    snoozed = dict(Snooze.objects.filter(user=user, until__gt=now).values_list("about", "until"))
    items = [
        Item(row, row.told_at, kinds.title_of(row.kind), kinds.may_wait(row), snoozed.get(row.about))  # type: ignore[attr-defined]  # annotated
        for row in rows
    ]
    days = groupby(items, key=lambda item: timezone.localdate(item.told_at))
    return [(day, list(found)) for day, found in days]


def snoozed_until(user: User, about: str, *, now: datetime) -> datetime | None:
    return Snooze.objects.filter(user=user, about=about, until__gt=now).values_list("until", flat=True).first()


def why_over(notification: Notification, *, now: datetime) -> str:
    """The sentence that says why there is nothing to remind of any more; empty where there still is."""
    prepare = kinds.get(notification.kind).prepare
    answer = prepare([notification], now)[notification.pk] if prepare else None
    return answer.reason if isinstance(answer, kinds.Suppressed) else ""


def newest_to_put_off(user: User, kind: str, *, since: datetime) -> Notification | None:
    """The last thing of a kind that the person was told of and could be reminded of later."""
    told = Notification.objects.filter(recipient=user, kind=kind, state__in=TOLD, due_at__gt=since)
    return told.exclude(about="").order_by("-due_at", "-pk").first()
