"""Tell the people of a pair what became of it, never the one who did it (`pairings/life/mails.py` has the letters)."""

from datetime import datetime

from mentoring.accounts.models import User
from mentoring.activity.models import Entry
from mentoring.notifications.planning import outbox
from pairings.pair.models import Pairing
from programs.program.models import Membership


def tell_pair(
    kind: str, pairing: Pairing, entry: Entry, *, by: User | None, but: Membership | None = None, now: datetime
) -> None:
    """Both sides of the pair about the act that `entry` recorded; `but` is told in another way."""
    two = Membership.objects.active().filter(pk__in=[pairing.mentor_id, pairing.mentee_id])
    for member in two.select_related("user").order_by("pk"):
        if member != but and (by is None or member.user_id != by.pk):
            tell_member(kind, pairing, member, key=str(entry.pk), now=now)


def tell_member(kind: str, pairing: Pairing, member: Membership, *, key: str, now: datetime) -> None:
    outbox.tell(
        member.user,
        kind,
        key=f"{kind}:{key}:{member.pk}",
        payload={"pairing": pairing.pk, "membership": member.pk},
        program_id=pairing.program_id,
        pairing_id=pairing.pk,
        now=now,
    )
