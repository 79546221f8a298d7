"""What a person has typed and not saved."""

from collections.abc import Mapping
from uuid import UUID

from mentoring.accounts.models import User
from mentoring.web import cleaning
from pairings.drafts.models import Draft
from pairings.pair.models import Pairing
from pairings.sessions.models import Session


def of(pairing: Pairing, session: Session | None, user: User, *, about: str = Draft.About.SESSION) -> Draft | None:
    return Draft.objects.visible_to(user).filter(pairing=pairing, session=session, about=about).first()


def key_of(typed: Mapping[str, str]) -> UUID | None:
    try:
        return UUID(typed.get("form_key", ""))
    except ValueError:
        return None


def is_same(one: str, other: str) -> bool:
    """Whether two texts say the same, ignoring what forms change: white space and letters that nobody sees."""
    return cleaning.line(one) == cleaning.line(other)
