"""Row locks, always in the same order so that nothing deadlocks: program, memberships, pairings, touchpoints."""

from pairings.pair.models import Pairing, PairingQuerySet


def pairings(found: PairingQuerySet) -> list[Pairing]:
    """Locks these pairs and reads them again. Anyone who pauses, ends or plans for one of them has to wait."""
    rows = found.select_for_update(no_key=True, of=("self",)).select_related("program")
    return list(rows.order_by("pk"))
