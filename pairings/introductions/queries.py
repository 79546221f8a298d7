"""Introductions, only for the two."""

from pairings.introductions.models import Introduction
from pairings.pair.access import View


def introductions(seen: View) -> dict[str, Introduction]:
    """“mine” and “theirs”, only for the two. Once the pair has ended, the partner's `reach` is left out."""
    rows = Introduction.objects.visible_to(seen.viewer).filter(pairing=seen.pairing).select_related("member")
    found = {"mine" if row.member.user_id == seen.viewer.pk else "theirs": row for row in rows}
    if not seen.pairing.is_live and "theirs" in found:
        found["theirs"].reach = ""
    return found
