from datetime import datetime

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.web.integrity import Refused
from programs.people import queries
from programs.program.models import Membership

# What the activity page says after the actor's name.
SENTENCES = {
    "membership.left": "ended a membership",
}


def leave(membership: Membership, *, by: User, now: datetime) -> None:
    """End a membership; doing it again changes nothing. Refused while the person is in a live pair."""
    with transaction.atomic():
        # Making a pair locks the same row: either it sees that the person has left, or we see the pair.
        Membership.objects.select_for_update().get(pk=membership.pk)
        if queries.in_live_pair(membership):
            raise Refused(f"{membership.user} is still in a pair. End the pair first.")
        still_in = Membership.objects.active().filter(pk=membership.pk)
        if still_in.update(state=Membership.State.LEFT):
            record("membership.left", membership, by=by, program_id=membership.program_id, now=now)
    membership.refresh_from_db()
