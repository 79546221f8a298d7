"""The mails of a program, and the notifications that never became one."""

from django.db.models import Q, QuerySet

from mentoring.notifications.mail_log import fates
from mentoring.notifications.planning.models import Mail, Notification

UNSENT = [Notification.State.FAILED, Notification.State.MISSED, Notification.State.SUPPRESSED]


def mails_of_program(program_id: int, fate: str = "", search: str = "") -> QuerySet[Mail]:
    """Newest first. `search` looks at address, name and subject."""
    mails = Mail.objects.filter(program_id=program_id).select_related("recipient").defer("text", "html")
    mails = mails.order_by("-created_at", "-pk")
    if fate:
        mails = mails.filter(fates.mails_matching(fate))
    if search := search.strip():
        mails = mails.filter(
            Q(to__icontains=search) | Q(recipient__name__reads_like=search) | Q(subject__reads_like=search)
        )
    return mails


def every_mail(search: str = "") -> QuerySet[Mail]:
    mails = Mail.objects.defer("text", "html").order_by("-created_at", "-pk")
    return mails.filter(to__icontains=search.strip()) if search.strip() else mails


def unsent_of_program(program_id: int) -> QuerySet[Notification]:
    """Notifications that never became a mail: failed, too late, no longer true, or not wanted."""
    return (
        Notification.objects.filter(program_id=program_id, state__in=UNSENT)
        .select_related("recipient")
        .order_by("-due_at", "-pk")
    )
