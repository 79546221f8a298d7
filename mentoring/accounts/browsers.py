"""The browsers a person is signed in with, each in words that tell it from the others."""

from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session

from mentoring.accounts import stays
from mentoring.accounts.models import User

# The first that stands in what a browser says of itself: most of them name those that they descend from, too.
NAMES = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
DEVICES = {
    "Android": "Android",
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "CrOS": "a Chromebook",
    "Windows": "Windows",
    "Macintosh": "a Mac",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class Browser:
    pk: int
    name: str
    began: datetime
    used: datetime
    is_this: bool


def of(user: User, *, this: str | None, now: datetime) -> list[Browser]:
    """This one first, then those used last. `this` is the key of the session that asks."""
    rows = UserSession.objects.filter(user=user).order_by("-last_seen_at", "-pk")
    sessions = Session.objects.filter(expire_date__gt=now).in_bulk([row.session_key for row in rows])
    found = [
        Browser(row.pk, name(row.user_agent), _moment(stay.began), _moment(stay.used), row.session_key == this)
        for row in rows
        if (stay := _stay(sessions.get(row.session_key), user, now))
    ]
    return sorted(found, key=lambda browser: not browser.is_this)


def name(user_agent: str) -> str:
    browser, device = _first(NAMES, user_agent) or "Another browser", _first(DEVICES, user_agent)
    return f"{browser} on {device}" if device else browser


def _stay(session: Session | None, user: User, now: datetime) -> stays.Stay | None:
    """None where the session lets nobody in anymore: it has ended, or the password has changed since."""
    data = session.get_decoded() if session else {}
    stay = stays.of(data)
    opens = data.get(HASH_SESSION_KEY) in {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    return stay if stay and opens and not stay.is_over(now) else None


def _first(words: dict[str, str], user_agent: str) -> str:
    return next((word for sign, word in words.items() if sign in user_agent), "")


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
