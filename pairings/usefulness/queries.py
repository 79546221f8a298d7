"""What one has answered to “was it useful?”."""

from mentoring.accounts.models import User
from pairings.usefulness.models import Usefulness


def own_usefulness(session: int, viewer: User) -> Usefulness | None:
    """What the viewer has answered to “was it useful?”."""
    return Usefulness.objects.visible_to(viewer).filter(session=session).first()
