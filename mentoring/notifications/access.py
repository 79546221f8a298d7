"""The only place where a view gets a mail, a notification, a kind of mail or the person behind a link."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from mentoring.notifications import kinds, links
from mentoring.notifications.models import Mail, Notification


def unsubscribing(token: str) -> tuple[User, kinds.Kind]:
    """Whose wish it is, about which kind. The token is the authority, nobody signs in. Raises links.Forged."""
    user_id, name = links.read_unsubscribe(token)
    try:
        kind = kinds.get(name)
    except KeyError as error:
        raise Http404 from error
    if kind.service:
        raise Http404
    return get_object_or_404(User, pk=user_id), kind


def own_notification(user: User, pk: int) -> Notification:
    """One that the person was told of in the app; those of others don't exist."""
    return get_object_or_404(Notification, pk=pk, recipient=user, in_app=True)


def own_to_put_off(user: User, pk: int) -> Notification:
    return _that_may_wait(own_notification(user, pk))


def putting_off(token: str) -> tuple[User, Notification]:
    """The person and the notification that a signed link stands for. Raises links.Expired and links.Forged.

    The link signs nobody in, and is worth nothing to anybody else: it names its own person.
    """
    link = links.read(token, action=links.SNOOZE)
    user = get_object_or_404(User, pk=link.user_id, is_active=True)
    return user, _that_may_wait(get_object_or_404(Notification, pk=link.object_id, recipient=user))


def _that_may_wait(notification: Notification) -> Notification:
    if not kinds.may_wait(notification):
        raise Http404
    return notification


def demo_mailbox() -> None:
    """Every mail is open to everybody, and only in the demo: one reads one's sign-in codes here."""
    if not settings.DEMO:
        raise Http404


def demo_mail(pk: int) -> Mail:
    demo_mailbox()
    return get_object_or_404(Mail.objects.select_related("recipient"), pk=pk)


def previews(user: User) -> list[kinds.Kind]:
    if not (settings.DEBUG or user.is_administrator):
        raise Http404
    return kinds.every()


def preview(name: str, user: User) -> kinds.Kind:
    for kind in previews(user):
        if kind.name == name:
            return kind
    raise Http404
