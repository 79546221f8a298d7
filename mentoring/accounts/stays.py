"""How long a browser stays signed in: until it wasn't used for a while, and never longer than some weeks.

When that began, and when it was last used, stand in the session itself, which is read for every page anyway. They are
written once in a few minutes (with allauth's row of the browser and the end of the session, which slides), so that a
page costs no further query.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

from mentoring.accounts import queries

KEY = "stay"
A_DAY = 24 * 3600
WRITTEN_EVERY = timedelta(minutes=5)


class Stay(NamedTuple):
    """In seconds since 1970, as JSON keeps it. `listed` is the key under which allauth knows the session."""

    began: int
    used: int
    listed: str

    def is_over(self, now: datetime) -> bool:
        moment = now.timestamp()
        if moment - self.began >= _longest():
            return True
        unused = moment - self.used
        # An administrator chooses a day or more: only who comes back after that needs the organization looked up.
        return unused >= min(A_DAY, settings.SESSION_COOKIE_AGE) and unused >= queries.idle_seconds()


def listen() -> None:
    """Call this in AppConfig.ready()."""
    user_logged_in.connect(_begin, dispatch_uid="stays")


def of(session: Any) -> Stay | None:
    """None in a session that nobody is signed in with, or that an older version began."""
    return Stay(*session[KEY]) if KEY in session else None


def check(request: HttpRequest, *, is_use: bool, now: datetime) -> None:
    """Sign out who has stayed too long; else note that the browser is used. Call it with somebody signed in."""
    stay = of(request.session)
    if stay is None or stay.is_over(now):
        logout(request)
    elif is_use and (now.timestamp() - stay.used >= _written_every() or stay.listed != request.session.session_key):
        _go_on(request, stay, now)


def add_to_list(request: HttpRequest) -> None:
    """For a sign-in that isn't allauth's, which does so by itself."""
    UserSession.objects.create_from_request(request)


def by_itself(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorates a view that a page calls from time to time without anybody doing anything: that is no use."""
    view.is_called_by_itself = True  # type: ignore[attr-defined]
    return view


def _begin(request: HttpRequest, **kwargs: Any) -> None:
    moment = int(timezone.now().timestamp())
    request.session[KEY] = Stay(moment, moment, request.session.session_key or "")


def _go_on(request: HttpRequest, stay: Stay, now: datetime) -> None:
    key, moment = str(request.session.session_key), int(now.timestamp())
    if stay.listed != key:  # Django changes it with the password, and where SECRET_KEY has changed
        UserSession.objects.filter(session_key=stay.listed).delete()
    add_to_list(request)
    request.session[KEY] = Stay(stay.began, moment, key)
    request.session.set_expiry(min(queries.idle_seconds(), stay.began + _longest() - moment))


def _longest() -> int:
    return int(settings.SIGNED_IN_HOURS) * 3600


def _written_every() -> float:
    return min(WRITTEN_EVERY.total_seconds(), settings.SESSION_COOKIE_AGE / 10)
