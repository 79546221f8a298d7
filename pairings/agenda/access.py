"""A point of the agenda, only for the two of its pair."""

from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from pairings.agenda.models import AgendaItem


def agenda_item_for_pair(user: User, pk: int) -> AgendaItem:
    people = ("pairing__program", "pairing__mentor__user", "pairing__mentee__user")
    return get_object_or_404(AgendaItem.objects.visible_to(user).select_related(*people), pk=pk)
