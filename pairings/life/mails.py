"""The mails that tell both people that their pair has started or ended.

They never include what coordinators noted about the ending.
"""

from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse

from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import Letter
from pairings.pair import samples
from pairings.pair.letters import ENDED, GONE, PAIRS, PairNotice
from pairings.pair.models import Pairing
from pairings.touchpoints.models import Touchpoint

HAS_STARTED, HAS_ENDED = "pairing_started", "pairing_ended"


def started(notice: PairNotice[Pairing]) -> Letter | str:
    if over := notice.over():
        return over
    pairing, first = notice.pairing, notice.ask(_first_steps).get(notice.pairing.pk)
    today = pairing.program.today(notice.now)
    return notice.letter(
        "",  # the notification in the app has no link
        partner_role=notice.roles[1],
        pair_url=settings.SITE_URL + reverse("pair", args=[pairing.pk]),
        started_on=pairing.started_on,
        has_started=pairing.started_on < today,
        first_step=first.step.title if first else "",
        first_due_on=first.due_on if first and first.due_on >= today else None,
        rhythm_days=pairing.program.cadence_days,
        minutes=pairing.program.session_minutes,
    )


def ended(notice: PairNotice[Pairing]) -> Letter | str:
    """Says whether the partner left, never why."""
    if not_so := notice.not_so(Pairing.State.ENDED):
        return not_so
    pairing, path = notice.pairing, reverse("ending", args=[notice.pairing.pk])
    return notice.letter(
        path,
        ended_on=pairing.ended_on,
        ending=pairing.ending,
        partner_left=notice.ask(_departed).get(pairing.pk, notice.side.pk) != notice.side.pk,
        ending_url=settings.SITE_URL + path,
    )


def _first_steps(batch: Batch) -> dict[int, Touchpoint]:
    rows = Touchpoint.objects.open().filter(pairing__in=batch.ids("pairing", HAS_STARTED)).select_related("step")
    return {one.pairing_id: one for one in rows.order_by("pairing_id", "due_on", "pk").distinct("pairing_id")}


def _departed(batch: Batch) -> dict[int, int]:
    """By pairing: the membership of the one who ended it alone, if anybody did."""
    pairs = Pairing.objects.filter(pk__in=batch.ids("pairing", HAS_ENDED), departure__isnull=False)
    return dict(pairs.order_by().values_list("pk", "departure__member"))


DAY = date(2026, 12, 1)
SAMPLE_STARTED = samples.of_mentor(
    partner_role="mentee",
    pair_url=samples.EXAMPLE,
    started_on=DAY,
    first_step="Say hello",
    first_due_on=DAY + timedelta(days=3),
    rhythm_days=14,
    minutes=60,
)
SAMPLE_ENDED = samples.of_mentor(ended_on=DAY, ending="planned", partner_left=False, ending_url=samples.EXAMPLE)
KINDS = [
    PAIRS.kind(HAS_STARTED, "You have a match", started, SAMPLE_STARTED, gone=ENDED, service=True),
    PAIRS.kind(HAS_ENDED, "Your pair has ended", ended, SAMPLE_ENDED, gone=GONE, service=True),
]
