"""What a person has typed about a session and not saved."""

from mentoring.accounts.models import User
from pairings.models import Draft, Pairing, Session


def of(pairing: Pairing, session: Session | None, user: User) -> Draft | None:
    return Draft.objects.visible_to(user).filter(pairing=pairing, session=session).first()
