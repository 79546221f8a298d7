"""Addresses that refuse mail for good: learnt from mail servers, forgotten as soon as there is hope."""

from datetime import datetime
from typing import Any

from allauth.account.signals import email_changed
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.db.models.functions import Lower
from django.utils import timezone

from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Mail
from mentoring.notifications.wishes.models import Preference, RefusedAddress
from mentoring.web import mailboxes

# Of what a mail service says it won't even try: these are about the address, the others about the sender or content.
ABOUT_THE_ADDRESS = {RejectReason.INVALID, RejectReason.BOUNCED}


def refuse(address: str, answer: str, *, now: datetime) -> None:
    RefusedAddress.objects.bulk_create(
        [RefusedAddress(address=one, answer=answer[:1000], refused_at=now) for one in _spellings(address)],
        update_conflicts=True,
        unique_fields=["address"],
        update_fields=["answer", "refused_at"],
    )


def forget(*addresses: str) -> None:
    """It took a mail, its person has another one, or somebody wants it tried again."""
    spellings = {one for address in addresses for one in _spellings(address)}
    RefusedAddress.objects.filter(address__in=spellings).delete()


def _spellings(address: str) -> set[str]:
    """Mail services tell of an international domain as it was sent, which isn't as it is kept."""
    return {address.lower(), mailboxes.readable(address)}


def register() -> None:
    email_changed.connect(_changed, dispatch_uid="addresses.changed")
    tracking.connect(_heard, dispatch_uid="addresses.heard")


def _changed(from_email_address: Any, to_email_address: Any, **_: Any) -> None:
    forget(*(found.email for found in (from_email_address, to_email_address) if found))


def _heard(event: AnymailTrackingEvent, **_: Any) -> None:
    """What a mail service with an HTTP interface tells later (docs/operating.md: its webhook)."""
    if not event.recipient:
        return
    rejected = event.event_type == EventType.REJECTED and event.reject_reason in ABOUT_THE_ADDRESS
    if event.event_type == EventType.BOUNCED or rejected:
        refuse(event.recipient, event.mta_response or event.description or "It bounced.", now=timezone.now())
    elif event.event_type in {EventType.COMPLAINED, EventType.UNSUBSCRIBED}:
        _switch_off(event)


def _switch_off(event: AnymailTrackingEvent) -> None:
    """The kind of the mail they complained about; where the service keeps ids of its own, of their last mail."""
    told = Mail.objects.annotate(address=Lower("to")).filter(address__in=_spellings(event.recipient))
    sent = told.filter(state=Mail.State.SENT, recipient__isnull=False)
    theirs = sent.exclude(kind__in=kinds.service()).order_by("-sent_at")
    mail = theirs.filter(message_id=event.message_id).first() or theirs.first()
    if mail and mail.recipient_id:
        Preference.objects.update_or_create(user_id=mail.recipient_id, kind=mail.kind, defaults={"by_mail": False})
