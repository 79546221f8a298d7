"""The mail on the morning of a promise's day. It says that there is one, never what."""

from django.conf import settings
from django.urls import reverse

from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import PAIR, Letter
from pairings.pair import letters, samples
from pairings.pair.letters import ENDED, HAS_LEFT, PairNotice
from pairings.pair.models import Pairing
from pairings.promises.models import Promise

GONE = "The promise was removed before this went out."


def due(notice: PairNotice[Promise]) -> Letter | str:
    promise, planned_for = notice.about, notice.row.payload.get("due_on")
    if promise.state != Promise.State.OPEN:
        return "The promise was settled before this went out."
    if planned_for and planned_for != promise.due_on.isoformat():
        return "The promise got another day; that day is told of instead."
    if not promise.pairing.is_live:
        return ENDED
    if promise.pairing.state == Pairing.State.PAUSED:
        return "The pair takes a pause."
    if not notice.takes_part:
        return HAS_LEFT
    path = reverse("promises", args=[promise.pairing_id])
    return notice.letter(path, promises_url=settings.SITE_URL + path)


def _promises(batch: Batch) -> dict[int, Promise]:
    return Promise.objects.with_people().in_bulk(batch.ids("promise"))


SAMPLE = samples.of_mentor(promises_url=samples.EXAMPLE)
PROMISES = letters.about("promise", _promises)
KINDS = [PROMISES.kind("promise_due", "The day of something you promised", due, SAMPLE, gone=GONE, roles=PAIR)]
