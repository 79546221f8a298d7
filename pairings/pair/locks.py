"""Row locks, always in one order: program, memberships, pairings, touchpoints. So nobody waits in a circle."""

from pairings.pair.models import Pairing, PairingQuerySet


def pairings(found: PairingQuerySet) -> list[Pairing]:
    """The pairs as they are now; whoever pauses, ends or plans for one of them waits until we are done."""
    rows = found.select_for_update(no_key=True, of=("self",)).select_related("program")
    return list(rows.order_by("pk"))
