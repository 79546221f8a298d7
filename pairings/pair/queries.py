"""What one of the two may know about the other."""

from django.db.models import QuerySet

from pairings.pair.access import View
from programs.applications.models import Answer


def partner_answers(seen: View) -> QuerySet[Answer]:
    """The partner's application answers to questions that the program marked as “shown to my match”."""
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
