"""Whose a signed link is."""

from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from mentoring.notifications.answering import links


def by_link(token: str, *, action: str) -> tuple[User, int]:
    """The person and the number of the object that a signed link stands for. Raises links.Expired and links.Forged.

    What the link is about must then be looked up as that person's: who has left has nothing any more.
    """
    link = links.read(token, action=action)
    return get_object_or_404(User, pk=link.user_id, is_active=True), link.object_id
