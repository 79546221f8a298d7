"""The mail that says that the partner has answered the five questions, never what they expect."""

from django.urls import reverse

from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import PAIR, Letter
from pairings.expectations.models import Expectation
from pairings.pair import samples
from pairings.pair.letters import ENDED, NOT_OF_PAIR, PAIRS, PairNotice
from pairings.pair.models import Pairing

ANSWERED = "expectations_answered"


def answered(notice: PairNotice[Pairing]) -> Letter | str:
    """Tells the one who hasn't answered that the partner has, and the one who was first that both are open."""
    if over := notice.over(NOT_OF_PAIR):
        return over
    is_open = bool(notice.row.payload["opens"])
    if not is_open and (notice.pairing.pk, notice.reader.pk) in notice.ask(_handed_in):
        return "They had answered themselves before this went out."
    return notice.letter(reverse("expectations", args=[notice.pairing.pk]), is_open=is_open)


def _handed_in(batch: Batch) -> set[tuple[int, int]]:
    """Pairs of pairing id and person id."""
    rows = Expectation.objects.handed_in().filter(pairing__in=batch.ids("pairing", ANSWERED))
    return set(rows.values_list("pairing", "member__user"))


KINDS = [PAIRS.kind(ANSWERED, "Your partner has answered", answered, samples.of_mentor(), gone=ENDED, roles=PAIR)]
