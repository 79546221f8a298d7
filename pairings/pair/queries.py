"""What one of the two may know of the other."""

from django.db.models import QuerySet

from pairings.pair.access import View
from programs.applications.models import Answer


def partner_answers(seen: View) -> QuerySet[Answer]:
    """What the partner wrote in the application and marked by the program as “shown to my match”."""
    partner = seen.pairing.mentee if seen.side == "mentor" else seen.pairing.mentor
    return (
        Answer.objects.filter(
            application__program=seen.pairing.program,
            application__user=partner.user_id,
            application__role=partner.role,
            question__shown_to_match=True,
        )
        .select_related("question")
        .order_by("question__position")
    )
