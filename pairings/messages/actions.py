"""Send a message, read what the partner wrote, report one. What was written appears only in the message itself."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from mentoring.accounts.models import User
from mentoring.notifications.planning.limits import HOUR, MESSAGES_AN_HOUR
from mentoring.web.integrity import Refused
from pairings.messages.models import Message, MessageReport
from pairings.pair import acting, outside_coordinators
from pairings.pair.acting import Act, TheTwo, ended
from pairings.pair.models import Pairing

# What the activity page says after the actor's name.
SENTENCES = {
    "message.reported": "reported a message",
    "report.closed": "closed the report of a message",
}

# People with the page open read it before a mail goes out, and several messages in a row make one mail.
SETTLES = timedelta(minutes=10)
ENDED = ended("your messages can be read, no new ones sent")
THE_TWO = TheTwo(others="Messages are between the two of this pair.", ended=ENDED)
WHO_READ = replace(THE_TWO, ended="")


def send(pairing: Pairing, *, text: str, by: User, now: datetime, form_key: UUID) -> Message:
    """The same `form_key` again returns the message sent the first time. Raises Refused.

    No activity entry: how often two people write to each other is their own business.
    """
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        words = {"pairing": act.pairing, "author": by, "text": text, "sent_at": now}
        message, is_new = Message.objects.get_or_create(form_key=form_key, defaults=words)
        if not is_new and (message.pairing_id != pairing.pk or message.author_id != by.pk):
            raise Refused("This form has been used already. Open it again.")
        if is_new:
            _refuse_a_flood(act)
            _tell_partner(act)
    return message


def read(pairing: Pairing, *, up_to: int, by: User, now: datetime) -> int:
    """Mark the partner's messages up to this one as read; returns how many weren't before. Raises Refused."""
    act = acting.without_lock(pairing, by=by, now=now, only=WHO_READ)
    unread = Message.objects.unread_by(by).filter(pairing=pairing, pk__lte=up_to)
    with transaction.atomic():
        if count := unread.update(read_at=Greatest(F("sent_at"), now)):
            act.clear_inboxes()
    return count


@transaction.atomic
def report(message: Message, *, why: str = "", by: User, now: datetime) -> MessageReport:
    """Let the coordinators read this message; only for its recipient, even after the pair has ended. Raises Refused."""
    pairing = message.pairing
    if not pairing.has(by) or message.author_id == by.pk:
        raise Refused("Only who received a message can report it.")
    row = {"by": by, "why": why, "reported_at": now}
    found, is_new = MessageReport.objects.get_or_create(message=message, defaults=row)
    if not is_new:
        raise Refused("This message has been reported already.")
    act = acting.without_lock(pairing, by=by, now=now)
    act.record("message.reported", found)
    for one in outside_coordinators.of(pairing):
        act.tell(one.user, "message_reported", key=f"{found.pk}:{one.pk}", report=found.pk, membership=one.pk)
    return found


@transaction.atomic
def close(report: MessageReport, *, note: str, by: User, now: datetime) -> None:
    """Close it with a note for whoever reported it, only as a coordinator who isn't in the pair. Raises Refused."""
    if not MessageReport.objects.for_coordinator(by).filter(pk=report.pk).exists():
        raise Refused("Only the coordinators of the program who aren’t in this pair close a report.")
    # Filter on this row alone: a condition behind a join isn't checked again after waiting for another update.
    if not MessageReport.objects.open().filter(pk=report.pk).update(note=note, closed_by=by, closed_at=now):
        raise Refused("This report was closed meanwhile.")
    act = acting.without_lock(report.message.pairing, by=by, now=now)
    act.record("report.closed", report)
    act.clear_inboxes()
    act.tell(report.by, "report_closed", key=str(report.pk), report=report.pk)


def _refuse_a_flood(act: Act) -> None:
    """Call it with the pair locked and the message written."""
    mine = Message.objects.filter(pairing=act.pairing, author=act.by).order_by("-pk")
    one_too_many = mine.values_list("sent_at", flat=True)[MESSAGES_AN_HOUR : MESSAGES_AN_HOUR + 1]
    if any(sent_at > act.now - HOUR for sent_at in one_too_many):
        raise Refused(
            f"You have sent {MESSAGES_AN_HOUR} messages within the last hour. This one is still here and isn’t sent "
            "yet: try again in a while.",
            field="text",
        )


def _tell_partner(act: Act) -> None:
    """Once per run of unread messages: the key is the first one. Call it with the pair locked."""
    partner = act.partner.user
    first = Message.objects.unread_by(partner).filter(pairing=act.pairing).earliest("pk")
    act.tell(
        partner,
        "message_received",
        key=str(first.pk),
        thing=f"messages:{act.pairing.pk}",
        due_at=act.now + SETTLES,
        pairing=act.pairing.pk,
        message=first.pk,
    )
