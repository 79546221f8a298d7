"""What a person has typed, about a session or as feedback, and not saved."""

from mentoring.accounts.models import User
from pairings.models import Draft, Pairing, Session


def of(pairing: Pairing, session: Session | None, user: User, *, about: str = Draft.About.SESSION) -> Draft | None:
    return Draft.objects.visible_to(user).filter(pairing=pairing, session=session, about=about).first()
