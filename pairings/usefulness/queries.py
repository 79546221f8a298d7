"""A person's own answers to “Was it useful?”."""

from mentoring.accounts.models import User
from pairings.usefulness.models import Usefulness


def own_usefulness(session: int, viewer: User) -> Usefulness | None:
    return Usefulness.objects.visible_to(viewer).filter(session=session).first()
