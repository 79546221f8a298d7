"""Tells people about a person's pause, but never whoever set it."""

from datetime import datetime

from mentoring.accounts.models import User
from mentoring.activity.models import Entry
from mentoring.notifications.planning import outbox
from programs.program.models import Membership


def tell_of_absence(away: Membership, entry: Entry, *, by: User, now: datetime) -> None:
    """Tells the coordinators if the person set the pause, or the person if somebody else did."""
    themself = by.pk == away.user_id
    readers = away.program.memberships.coordinators().select_related("user") if themself else [away]
    for member in readers:
        outbox.tell(
            member.user,
            "person_paused",
            key=f"person_paused:{entry.pk}:{member.pk}",
            by=by,
            payload={"away": away.pk, "membership": member.pk},
            program_id=away.program_id,
            now=now,
        )
