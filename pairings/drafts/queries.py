"""What a person has typed, about a session or as feedback, and not saved."""

from collections.abc import Mapping
from uuid import UUID

from mentoring.accounts.models import User
from pairings.drafts.models import Draft
from pairings.pair.models import Pairing
from pairings.sessions.models import Session


def of(pairing: Pairing, session: Session | None, user: User, *, about: str = Draft.About.SESSION) -> Draft | None:
    return Draft.objects.visible_to(user).filter(pairing=pairing, session=session, about=about).first()


def key_of(typed: Mapping[str, str]) -> UUID | None:
    """The key that tells one form from another, as it came with what was typed."""
    try:
        return UUID(typed.get("form_key", ""))
    except ValueError:
        return None


def is_same(one: str, other: str) -> bool:
    """Whether two texts say the same: forms change line ends and cut off spaces."""
    return "".join(one.split()) == "".join(other.split())
