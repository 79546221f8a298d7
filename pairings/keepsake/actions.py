"""Choose which of one's own words go into the keepsake."""

from collections.abc import Collection
from datetime import datetime

from mentoring.accounts.models import User
from pairings.keepsake import sources as keepsakes
from pairings.keepsake.models import KeepsakePiece
from pairings.pair import acting
from pairings.pair.acting import TheTwo
from pairings.pair.models import Pairing

# What the activity page says after the actor's name.
SENTENCES = {
    "keepsake.chosen": "chose what goes into a keepsake",
}

THE_TWO = TheTwo(others="Only the mentor and the mentee of this pair choose here.", ended="")


def release(pairing: Pairing, *, chosen: Collection[tuple[str, str]], by: User, now: datetime) -> None:
    """Release exactly these of one's own pieces. Raises Refused for anybody but the two.

    It works even after the pair has ended, because the words still belong to their author.
    """
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        wanted = {
            (source.name, piece.key)
            for source in keepsakes.sources()
            for piece in source.pieces(act.pairing, now)
            if piece.author == act.member.pk and (source.name, piece.key) in chosen
        }
        mine = KeepsakePiece.objects.filter(pairing=act.pairing, member=act.member)
        stands = {(piece.source, piece.key): piece for piece in mine}
        if set(stands) == wanted:
            return
        mine.filter(pk__in=[piece.pk for name, piece in stands.items() if name not in wanted]).delete()
        KeepsakePiece.objects.bulk_create(
            KeepsakePiece(pairing=act.pairing, member=act.member, source=source, key=key)
            for source, key in sorted(wanted - set(stands))
        )
        act.record("keepsake.chosen", act.pairing)
