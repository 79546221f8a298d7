"""Whether what somebody has typed was logged already."""

from collections.abc import Mapping
from typing import Any

from mentoring.accounts.models import User
from pairings.drafts import queries as drafts
from pairings.sessions.models import Session
from pairings.sessions.queries import view


def holds_words(session: Session, author: User, words: Mapping[str, Any]) -> bool:
    """Whether the session holds all these words; False if an old form was sent again with newer words."""
    seen = view(session, author)
    kept = {
        "shared_notes": seen.log.shared_notes if seen.log else "",
        "what_i_heard": seen.log.what_i_heard if seen.log else "",
        "questions_asked": seen.log.questions_asked if seen.log else "",
        "advice": seen.log.advice if seen.log else "",
        "private_note": seen.note.text if seen.note else "",
    }
    return all(not text or drafts.is_same(text, kept[name]) for name, text in words.items() if name in kept)


def is_logged(typed: Mapping[str, str], user: User) -> bool:
    key = drafts.key_of(typed)
    session = Session.objects.filter(form_key=key, logged_by=user).first() if key else None
    return session is not None and holds_words(session, user, typed)
