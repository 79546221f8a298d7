"""Access to the demo's mailbox and to the previews of every kind of mail. Anything else raises Http404."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Mail


def demo_mailbox() -> None:
    """In the demo, every mail is open to everyone, because that is where people read their sign-in codes."""
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
