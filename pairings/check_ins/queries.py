"""Check-ins as each person may see them."""

from mentoring.accounts.models import User
from pairings.check_ins.models import CheckIn
from pairings.pair.access import View
from pairings.touchpoints.models import Touchpoint


def check_in_of(touchpoint: Touchpoint, user: User) -> CheckIn | None:
    return touchpoint.check_ins.filter(member__user=user).first()


def is_needed(touchpoint: Touchpoint) -> bool:
    return touchpoint.state != Touchpoint.State.SKIPPED and touchpoint.pairing.is_live


def check_ins(seen: View, *, most: int | None = None) -> list[CheckIn]:
    """Newest first: only the viewer's own for one of the two, both sides' for a coordinator who isn't in the pair."""
    found = CheckIn.objects.filter(touchpoint__pairing=seen.pairing).order_by("-answered_at")
    rows = list((found.filter(member__user=seen.viewer) if seen.is_pair else found)[:most])
    for check_in in rows:
        check_in.member = seen.pairing.member(check_in.member_id)
    return rows
