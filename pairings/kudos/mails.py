"""The mail about kudos. It says that there are some, never what they say."""

from django.urls import reverse

from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import PAIR, Letter
from pairings.kudos.models import Kudos
from pairings.pair import letters, samples
from pairings.pair.letters import REMOVED, PairNotice


def given(notice: PairNotice[Kudos]) -> Letter | str:
    return notice.over() or notice.letter(reverse("kudos", args=[notice.pairing.pk]))


def _kudos(batch: Batch) -> dict[int, Kudos]:
    people = ("pairing__program", "pairing__mentor__user", "pairing__mentee__user")
    return Kudos.objects.select_related(*people).in_bulk(batch.ids("kudos"))


KUDOS = letters.about("kudos", _kudos)
KINDS = [KUDOS.kind("kudos_given", "Your partner says thank you", given, samples.of_mentor(), gone=REMOVED, roles=PAIR)]
