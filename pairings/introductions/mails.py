"""The mail that says that an introduction can be read, never what is in it."""

from django.urls import reverse

from mentoring.notifications.planning.kinds import PAIR, Letter
from pairings.pair import samples
from pairings.pair.letters import ENDED, NOT_OF_PAIR, PAIRS, PairNotice
from pairings.pair.models import Pairing


def written(notice: PairNotice[Pairing]) -> Letter | str:
    return notice.over(NOT_OF_PAIR) or notice.letter(reverse("introduction", args=[notice.pairing.pk]))


KINDS = [
    PAIRS.kind(
        "introduction_written", "Your partner has written", written, samples.of_mentor(), gone=ENDED, roles=PAIR
    ),
]
