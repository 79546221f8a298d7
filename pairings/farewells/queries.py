"""Thanks and reflections of a pair, as one of the two may read them."""

from dataclasses import dataclass

from pairings.farewells.models import Reflection, Thanks
from pairings.pair.access import View


@dataclass(frozen=True)
class BothThanks:
    """`theirs` is None until the thanks have opened."""

    mine: Thanks | None
    theirs: Thanks | None


@dataclass(frozen=True)
class Reflected:
    value: str
    label: str
    mine: Reflection | None
    theirs: Reflection | None


def thanks(seen: View) -> BothThanks:
    rows = Thanks.objects.visible_to(seen.viewer).filter(pairing=seen.pairing).select_related("member")
    found = {row.member.user_id == seen.viewer.pk: row for row in rows}
    return BothThanks(found.get(True), found.get(False))


def partner_has_thanked(seen: View) -> bool:
    """True even before the thanks have opened."""
    return Thanks.objects.filter(pairing=seen.pairing).exclude(member__user=seen.viewer).exists()


def reflections(seen: View) -> list[Reflected]:
    """All three questions, answered or not."""
    rows = Reflection.objects.visible_to(seen.viewer).filter(pairing=seen.pairing).select_related("member")
    found = {(row.question, row.member.user_id == seen.viewer.pk): row for row in rows}
    return [
        Reflected(value, str(label), found.get((value, True)), found.get((value, False)))
        for value, label in Reflection.Question.choices
    ]
