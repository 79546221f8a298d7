"""The mentee's answer to “what I heard”, for the page of a session."""

from typing import Any

from django import template

from mentoring.accounts.models import User
from pairings.listening.queries import Listened
from pairings.pair.models import Pairing
from pairings.sessions.queries import SessionView

register = template.Library()


@register.inclusion_tag("pairings/listening/session_listened.html")
def listened(session: SessionView, pairing: Pairing, viewer: User, heard: Listened) -> dict[str, Any]:
    """The mentee's answer, or the question if the viewer is the mentee; only for the two."""
    return {
        "session": session,
        "mentee": pairing.mentee.user,
        "is_mentee": pairing.mentee.user_id == viewer.pk,
        "may_write": session.may_write,
        "answer": heard.answer,
        "is_stale": heard.is_stale,
    }
