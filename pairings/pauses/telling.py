"""Tell of a person's pause, never the one who did it."""

from datetime import datetime

from mentoring.accounts.models import User
from mentoring.activity.models import Entry
from mentoring.notifications.planning import outbox
from programs.program.models import Membership


def tell_of_absence(away: Membership, entry: Entry, *, by: User, now: datetime) -> None:
    """The person whom somebody else has put on pause; the coordinators where the person did it."""
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
