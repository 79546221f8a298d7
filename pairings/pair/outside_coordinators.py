"""Who receives a concern or a reported message: the coordinators of the program who aren't in the pair."""

from collections.abc import Iterable

from mentoring.postgres.names import ByName
from pairings.pair.models import Pairing
from programs.program.models import Membership


def of(pairing: Pairing) -> list[Membership]:
    """Active coordinators with an open account, by name, except anyone who is, or was, one of the two."""
    return of_pairs([pairing])[pairing.pk]


def of_pairs(pairings: Iterable[Pairing]) -> dict[int, list[Membership]]:
    """As `of`, by pairing id and in one query; load the pairings `with_people()` first."""
    known = list(pairings)
    found = Membership.objects.coordinators().filter(user__is_active=True)
    rows = found.filter(program__in={pairing.program_id for pairing in known}).select_related("user")
    ordered = list(rows.order_by(ByName("user__name"), "pk"))
    return {pairing.pk: [one for one in ordered if _receives(one, pairing)] for pairing in known}


def _receives(coordinator: Membership, pairing: Pairing) -> bool:
    two = (pairing.mentor.user_id, pairing.mentee.user_id)
    return coordinator.program_id == pairing.program_id and coordinator.user_id not in two
