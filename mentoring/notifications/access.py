"""The only place where a view gets a mail, a kind of mail or the person behind a link."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from mentoring.notifications import kinds, links
from mentoring.notifications.models import Mail


def unsubscribing(token: str) -> tuple[User, kinds.Kind]:
    """Whose wish it is, about which kind. The token is the authority, nobody signs in."""
    try:
        user_id, name = links.read_unsubscribe(token)
        kind = kinds.get(name)
    except (links.Forged, KeyError) as error:
        raise Http404 from error
    if kind.service:
        raise Http404
    return get_object_or_404(User, pk=user_id), kind


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
