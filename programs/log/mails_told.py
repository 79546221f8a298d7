"""What one person was told in one program, or will be: every notification and every mail, each with its fate."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value

from mentoring.accounts.models import User
from mentoring.notifications.mail_log import fates
from mentoring.notifications.mail_log.fates import Fate
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Mail, Notification
from programs.program.models import Membership, Program

NOTIFICATION, MAIL = "notification", "mail"
BODY = ("text", "html", "headers")
AROUND = Notification.objects.select_related("mail", "digest").defer(
    *(f"{mail}__{field}" for mail in ("mail", "digest") for field in BODY)
)


@dataclass(frozen=True)
class Told:
    """One line. `mail` is the id of the mail to open (its own, or a digest); None if this program has none."""

    title: str
    kind: str  # its title
    fate: Fate
    mail: int | None
    also_in_app: bool


def told(program: Program, user: User, fate: str = "") -> QuerySet[Any, tuple[Any, ...]]:
    """(when, what, id) of every notification and mail, newest first.

    A digest appears as its notifications, and also as itself if it covers only this program.
    """
    notifications = Notification.objects.filter(recipient=user, program_id=program.pk)
    # An invitation is written before its reader has an account.
    theirs = Q(recipient=user) | Q(recipient=None, to__iexact=user.email)
    mails = Mail.objects.filter(theirs, program_id=program.pk, notification=None)
    if fate:
        notifications = notifications.filter(fates.matching(fate))
        mails = mails.filter(fates.mails_matching(fate))
    columns = ("when", "what", "pk")
    rows = notifications.annotate(when=F("due_at"), what=_word(NOTIFICATION)).values_list(*columns)
    others = mails.annotate(when=F("created_at"), what=_word(MAIL)).values_list(*columns)
    return rows.union(others, all=True).order_by("-when", "what", "-pk")


def in_words(program: Program, rows: Iterable[tuple[Any, str, int]]) -> list[Told]:
    """Two queries for one page, however long it is."""
    page = list(rows)
    wanted = {what: [pk for _, kind, pk in page if kind == what] for what in (NOTIFICATION, MAIL)}
    notifications = AROUND.in_bulk(wanted[NOTIFICATION])
    mails = Mail.objects.defer(*BODY).in_bulk(wanted[MAIL])
    return [
        _of_notification(notifications[pk], program) if what == NOTIFICATION else _of_mail(mails[pk])
        for _, what, pk in page
    ]


def members_of(program: Program, users: Collection[int | None]) -> dict[int | None, int]:
    """Person → the membership whose page shows what they were told, so that a list can link to it."""
    rows = Membership.objects.filter(program=program, user__in=[pk for pk in users if pk])
    return dict(rows.order_by("-state", "-pk").values_list("user", "pk"))


def _of_notification(row: Notification, program: Program) -> Told:
    own: Mail | None = getattr(row, "mail", None)
    mail = own or row.digest
    title = own.subject if own else row.title or kinds.title_of(row.kind)
    opened = mail.pk if mail and mail.program_id == program.pk else None
    return Told(title, kinds.title_of(row.kind), fates.of(row), opened, bool(row.in_app and own))


def _of_mail(mail: Mail) -> Told:
    return Told(mail.subject, kinds.title_of(mail.kind), fates.of_mail(mail), mail.pk, also_in_app=False)


def _word(word: str) -> Value:
    return Value(word, output_field=CharField())
