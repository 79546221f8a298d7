from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from mentoring.notifications.answering import links


def by_link(token: str, *, action: str) -> tuple[User, int]:
    """The person and the object id that a signed link stands for. Raises links.Expired, links.Forged and Http404.

    Look the object up as that person's own, because somebody who has left may no longer have access.
    """
    link = links.read(token, action=action)
    return get_object_or_404(User, pk=link.user_id, is_active=True), link.object_id
