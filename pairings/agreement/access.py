"""An agreement, only for the two of its pair."""

from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from mentoring.notifications.answering import access as answering
from pairings.agreement.models import AgreementVersion
from pairings.pair.access import View


def agreement_by_link(token: str) -> tuple[User, AgreementVersion]:
    """The person and the agreement version of a signed link. Raises the same errors as `touchpoint_by_link`."""
    user, pk = answering.by_link(token, action="agreement")
    people = ("by", "pairing__program", "pairing__mentor__user", "pairing__mentee__user")
    return user, get_object_or_404(AgreementVersion.objects.visible_to(user).select_related(*people), pk=pk)


def agreement_version(seen: View, number: int) -> AgreementVersion:
    rows = AgreementVersion.objects.visible_to(seen.viewer).select_related("by")
    return get_object_or_404(rows.prefetch_related("signatures__member__user"), pairing=seen.pairing, number=number)
