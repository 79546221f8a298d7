"""The mail about a recommendation: it says that there is one, but never what it is."""

from django.conf import settings
from django.urls import reverse

from goals.learning.models import LearningItem
from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import PAIR, Letter
from pairings.pair import letters, samples
from pairings.pair.letters import ENDED, NOT_OF_PAIR, PairNotice

GONE = "The recommendation was removed before this went out."


def recommended(notice: PairNotice[LearningItem]) -> Letter | str:
    item, path = notice.about, reverse("learning", args=[notice.pairing.pk])
    if not notice.takes_part:
        return NOT_OF_PAIR
    if not item.pairing.is_live:
        return ENDED
    if item.done_on:
        return "It was done before this went out."
    together = notice.ask(_still_open)[item.pairing_id, notice.row.recipient_id]
    if notice.row.pk != max(together):
        return "Told together with another recommendation."
    return notice.letter(path, number=len(together), learning_url=settings.SITE_URL + path)


def _items(batch: Batch) -> dict[int, LearningItem]:
    people = ("pairing__program", "pairing__mentor__user", "pairing__mentee__user")
    return LearningItem.objects.select_related(*people).in_bulk(batch.ids("item"))


def _still_open(batch: Batch) -> dict[tuple[int, int], list[int]]:
    """By (pair, person): the notifications about items that aren't done. The last one speaks for all of them."""
    found: dict[tuple[int, int], list[int]] = {}
    items = batch.ask(_items)
    for row in batch.rows:
        item = items.get(row.payload["item"])
        if item is not None and item.done_on is None:
            found.setdefault((item.pairing_id, row.recipient_id), []).append(row.pk)
    return found


ITEMS = letters.about("item", _items)
KINDS = [
    ITEMS.kind(
        "learning_recommended",
        "Something to learn is recommended to you",
        recommended,
        samples.of_mentee(number=2, learning_url=samples.EXAMPLE),
        gone=GONE,
        roles=PAIR,
    ),
]
