"""The only place where a link from a mail becomes a person: here one that has ended is refused."""

from django.shortcuts import get_object_or_404
from django.utils import timezone, translation

from mentoring.accounts.models import User
from mentoring.notifications.answering import links


def by_link(token: str, *, action: str) -> tuple[User, int]:
    """The person and the object id that a signed link stands for.

    Raises links.Expired, links.Forged, links.Ended and Http404. The link signs nobody in, but days and times are shown
    as that person reads them, until the request ends (accounts/middleware.py). Look the object up as their own:
    somebody who has left may no longer have access.
    """
    link = links.read(token, action=action)
    user = _whose(link, is_active=True)
    timezone.activate(user.zone)
    translation.activate(user.language)
    return user, link.object_id


def unsubscribing(token: str) -> tuple[User, str]:
    """The person and the name of the kind to stop. Raises links.Forged, links.Ended and Http404."""
    link = links.read_unsubscribe(token)
    return _whose(link), link.kind


def _whose(link: links.Link | links.Unsubscribing, **more: bool) -> User:
    user = get_object_or_404(User, pk=link.user_id, **more)
    if user.links_version != link.version:
        raise links.Ended
    return user
