"""Whom a link belongs to, and whether what it is about can be snoozed."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from mentoring.notifications.answering import access as answering
from mentoring.notifications.answering import links
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.access import own_notification
from mentoring.notifications.planning.models import Notification


def unsubscribing(token: str) -> tuple[User, kinds.Kind]:
    """The person and the kind to stop. The token is the authority; nobody signs in.

    Raises links.Forged, links.Ended and Http404.
    """
    user, name = answering.unsubscribing(token)
    try:
        kind = kinds.get(name)
    except KeyError as error:
        raise Http404 from error
    if kind.service:
        raise Http404
    return user, kind


def own_to_put_off(user: User, pk: int) -> Notification:
    return _that_may_wait(own_notification(user, pk))


def putting_off(token: str) -> tuple[User, Notification]:
    """The person and the notification that a signed link stands for. Raises what `answering.access.by_link` does.

    The link doesn't sign anybody in, and it is of no use to anybody else, because it names its own person.
    """
    user, pk = answering.by_link(token, action=links.SNOOZE)
    return user, _that_may_wait(get_object_or_404(Notification, pk=pk, recipient=user))


def _that_may_wait(notification: Notification) -> Notification:
    if not kinds.may_wait(notification):
        raise Http404
    return notification
