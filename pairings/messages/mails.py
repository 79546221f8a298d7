"""The mails about messages. They say that there is something to read, never what."""

from django.db.models import Count
from django.urls import reverse

from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import COORDINATORS, PAIR, Letter
from pairings.messages.models import Message, MessageReport
from pairings.pair import letters, outside_coordinators, samples
from pairings.pair.letters import HAS_LEFT, NOT_OF_PAIR, NOT_THEIRS, PAIRS, PairNotice
from pairings.pair.models import Pairing
from programs.program.letters import coordinating, taking_part
from programs.program.models import Membership

RECEIVED = "message_received"
CLOSED = "The report was closed before this went out."


def received(notice: PairNotice[Pairing]) -> Letter | str:
    """Says how many are unread by now. Nothing is sent once the first message it was planned for is read."""
    if not notice.takes_part:
        return NOT_OF_PAIR
    if notice.row.payload["message"] not in notice.ask(_still_unread):
        return "They had read it before this went out."
    number = notice.ask(_unread)[notice.pairing.pk, notice.partner.pk]
    return notice.letter(_messages(notice), number=number)


def reported(notice: PairNotice[MessageReport]) -> Letter | str:
    if not notice.about.is_open:
        return CLOSED
    readers = {one.user_id for one in notice.ask(_outside_coordinators)[notice.pairing.pk]}
    if notice.reader.pk not in readers:
        return NOT_THEIRS
    return notice.plain_letter(reverse("report", args=[notice.about.pk]), coordinating(notice.pairing.program))


def closed(notice: PairNotice[MessageReport]) -> Letter | str:
    if not notice.takes_part:
        return HAS_LEFT
    return notice.plain_letter(_messages(notice), taking_part(notice.pairing.program), thread=notice.thread)


def _messages(notice: PairNotice[Pairing] | PairNotice[MessageReport]) -> str:
    return reverse("messages", args=[notice.pairing.pk])


def _still_unread(batch: Batch) -> set[int]:
    found = Message.objects.filter(pk__in=batch.ids("message", RECEIVED), read_at=None)
    return set(found.values_list("pk", flat=True))


def _unread(batch: Batch) -> dict[tuple[int, int], int]:
    rows = Message.objects.filter(pairing__in=batch.ids("pairing", RECEIVED), read_at=None).order_by()
    counted = rows.values_list("pairing", "author").annotate(Count("pk"))
    return {(pairing, author): number for pairing, author, number in counted}


def _reports(batch: Batch) -> dict[int, MessageReport]:
    return MessageReport.objects.with_people().in_bulk(batch.ids("report"))


def _outside_coordinators(batch: Batch) -> dict[int, list[Membership]]:
    return outside_coordinators.of_pairs(report.message.pairing for report in batch.ask(_reports).values())


REPORTS = letters.about("report", _reports, lambda report: report.message.pairing)
KINDS = [
    PAIRS.kind(
        RECEIVED,
        "Your partner has sent a message",
        received,
        samples.of_mentor(number=2),
        gone=NOT_OF_PAIR,
        roles=PAIR,
    ),
    # Somebody needs help, so it ignores the budget and quiet hours.
    REPORTS.kind(
        "message_reported",
        "A message was reported",
        reported,
        samples.of_coordinator(),
        gone=CLOSED,
        service=True,
        roles=COORDINATORS,
    ),
    REPORTS.kind(
        "report_closed", "A report of yours is closed", closed, samples.of_mentor(), gone=HAS_LEFT, roles=PAIR
    ),
]
