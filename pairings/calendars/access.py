"""Whose feed a secret address shows."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from pairings.calendars import tokens as calendars
from pairings.calendars.models import CalendarChoice


def feed_owner(token: str) -> User:
    """The person whose sessions this secret address shows; Http404 if it is wrong, was reset or has ended."""
    try:
        user_id, version, links_version = calendars.read_feed_token(token)
    except calendars.Signed as error:
        raise Http404 from error
    user = get_object_or_404(User.objects.select_related("calendar_choice"), pk=user_id, is_active=True)
    choice: CalendarChoice | None = getattr(user, "calendar_choice", None)
    if (version, links_version) != (choice.feed_version if choice else 0, user.links_version):
        raise Http404
    return user
