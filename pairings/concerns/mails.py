"""The mails about concerns. They never say who raised it or what about; the page does, to those who may read it."""

from django.urls import reverse

from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import COORDINATORS, PAIR, Letter
from pairings.concerns.models import Concern
from pairings.pair import letters, outside_coordinators, samples
from pairings.pair.letters import HAS_LEFT, NOT_THEIRS, PairNotice
from programs.program.letters import coordinating, taking_part
from programs.program.models import Membership

CLOSED = "The concern was closed before this went out."


def raised(notice: PairNotice[Concern]) -> Letter | str:
    if not notice.about.is_open:
        return CLOSED
    readers = {one.user_id for one in notice.ask(_outside_coordinators)[notice.pairing.pk]}
    if notice.reader.pk not in readers:
        return NOT_THEIRS
    return _letter(notice, why=coordinating(notice.pairing.program))


def answered(notice: PairNotice[Concern]) -> Letter | str:
    """To the author, even if they have left the pair or program since."""
    return _to_pair(notice) if _is_author(notice) else NOT_THEIRS


def shared(notice: PairNotice[Concern]) -> Letter | str:
    """To the partner, if the author lets them read it."""
    if _is_author(notice):
        return NOT_THEIRS
    return _to_pair(notice) if notice.about.is_shared and notice.takes_part else HAS_LEFT


def _is_author(notice: PairNotice[Concern]) -> bool:
    return notice.about.author_id == notice.reader.pk


def _to_pair(notice: PairNotice[Concern]) -> Letter:
    return _letter(notice, why=taking_part(notice.pairing.program))


def _letter(notice: PairNotice[Concern], *, why: str) -> Letter:
    """In no thread, so that it never appears among mails about the pair."""
    return notice.plain_letter(reverse("concern", args=[notice.about.pk]), why)


def _concerns(batch: Batch) -> dict[int, Concern]:
    return Concern.objects.with_people().in_bulk(batch.ids("concern"))


def _outside_coordinators(batch: Batch) -> dict[int, list[Membership]]:
    return outside_coordinators.of_pairs(concern.pairing for concern in batch.ask(_concerns).values())


CONCERNS = letters.about("concern", _concerns)
KINDS = [
    # Somebody needs help, so it ignores the budget and quiet hours.
    CONCERNS.kind(
        "concern_raised",
        "Somebody raises a concern",
        raised,
        samples.of_coordinator(),
        gone=CLOSED,
        service=True,
        roles=COORDINATORS,
    ),
    CONCERNS.kind(
        "concern_answered",
        "A concern of yours is answered",
        answered,
        samples.of_anybody(),
        gone=NOT_THEIRS,
        roles=PAIR,
    ),
    CONCERNS.kind(
        "concern_shared", "Your partner shares a concern", shared, samples.of_anybody(), gone=NOT_THEIRS, roles=PAIR
    ),
]
