"""The open steps of pairs, as one of the two sees them."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from mentoring.accounts.models import User
from pairings.check_ins.models import CheckIn
from pairings.feedback.models import Feedback
from pairings.pair.models import Pairing
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Step


def by_pair(pairs: Sequence[Pairing], user: User) -> dict[int, list[Touchpoint]]:
    """One query. `answered`: this person has given the check-in or feedback, and the step is still open."""
    found: dict[int, list[Touchpoint]] = defaultdict(list)
    mine = CheckIn.objects.filter(touchpoint=OuterRef("pk"), member__user=user)
    written = Feedback.objects.filter(touchpoint=OuterRef("pk"), author=user)
    rows = Touchpoint.objects.open().filter(pairing__in=pairs, step__enabled=True).select_related("step")
    rows = rows.exclude(step__kind=Step.Kind.FIT_CHECK)  # an open one would reveal the partner's answer
    for touchpoint in rows.annotate(answered=Exists(mine) | Exists(written)):
        found[touchpoint.pairing_id].append(touchpoint)
    return found


def answered(touchpoints: Sequence[Touchpoint]) -> set[int]:
    return {touchpoint.pk for touchpoint in touchpoints if touchpoint.answered}  # type: ignore[attr-defined]  # annotated
