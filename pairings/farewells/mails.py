"""The mail that says that the partner has thanked, never what for."""

from django.urls import reverse

from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import PAIR, Letter
from pairings.farewells.models import Thanks
from pairings.pair import samples
from pairings.pair.letters import GONE, NOT_OF_PAIR, PAIRS, PairNotice
from pairings.pair.models import Pairing

WRITTEN = "thanks_written"


def written(notice: PairNotice[Pairing]) -> Letter | str:
    """One mail, whether the thanks are open already or still wait for the reader's own."""
    if over := notice.over(NOT_OF_PAIR):
        return over
    is_open = (notice.pairing.pk, notice.side.pk) in notice.ask(_have_thanked)
    return notice.letter(reverse("ending", args=[notice.pairing.pk]), is_open=is_open)


def _have_thanked(batch: Batch) -> set[tuple[int, int]]:
    """Pairs of pairing id and membership id."""
    rows = Thanks.objects.filter(pairing__in=batch.ids("pairing", WRITTEN))
    return set(rows.values_list("pairing", "member"))


SAMPLE = samples.of_mentor(is_open=False)
KINDS = [PAIRS.kind(WRITTEN, "Your partner has thanked you", written, SAMPLE, gone=GONE, roles=PAIR)]
