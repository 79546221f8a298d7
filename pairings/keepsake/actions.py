"""Choose what of one's own goes into the keepsake."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.farewells.actions import _side
from pairings.keepsake import sources as keepsakes
from pairings.keepsake.models import KeepsakePiece
from pairings.pair import locks
from pairings.pair.hold import leave
from pairings.pair.models import Pairing

# What the activity page says; the actor's name stands before it.
SENTENCES = {
    "keepsake.chosen": "chose what goes into a keepsake",
}


@transaction.atomic
def release(pairing: Pairing, *, chosen: Collection[tuple[str, str]], by: User, now: datetime) -> None:
    """These of one's own pieces, and no others, go into the keepsake. Also after the end: they stay their author's."""
    locks.pairing(pairing.pk)
    pairing = Pairing.objects.with_people().get(pk=pairing.pk)  # with nothing that was read before it was locked
    if not pairing.has(by):
        raise Refused("Only the mentor and the mentee of this pair choose here.")
    member = _side(pairing, by)
    wanted = {
        (source.name, piece.key)
        for source in keepsakes.sources()
        for piece in source.pieces(pairing, now)
        if piece.author == member.pk and (source.name, piece.key) in chosen
    }
    mine = KeepsakePiece.objects.filter(pairing=pairing, member=member)
    stands = {(piece.source, piece.key): piece for piece in mine}
    if set(stands) == wanted:
        return
    mine.filter(pk__in=[piece.pk for name, piece in stands.items() if name not in wanted]).delete()
    KeepsakePiece.objects.bulk_create(
        KeepsakePiece(pairing=pairing, member=member, source=source, key=key)
        for source, key in sorted(wanted - set(stands))
    )
    leave("keepsake.chosen", pairing, pairing, by=by, now=now)
