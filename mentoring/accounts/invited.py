"""Who came here through an invitation, and whether the link proves that the address is theirs.

The join page calls `remember` before it sends somebody to sign up; sign-up is closed to everyone else. A link from
the mail proves the address. A link that a coordinator copied and passed on doesn't, so we mail a code.

A session may outlast the invitation. What it remembers only counts as long as an app that invites people says that
the address is still invited.
"""

from collections.abc import Callable
from datetime import datetime

from allauth.account.internal.stagekit import clear_login, get_pending_stage
from django.http import HttpRequest
from django.utils import timezone

SESSION_KEY = "invitation_email"
PROVEN_KEY = "invitation_proves_email"

IsInvited = Callable[[str, datetime], bool]
_asked: list[IsInvited] = []


def register(is_invited: IsInvited) -> None:
    """Apps that invite people call this in AppConfig.ready()."""
    _asked.append(is_invited)


def remember(request: HttpRequest, email: str, *, proven: bool) -> None:
    request.session[SESSION_KEY] = email.lower()
    request.session[PROVEN_KEY] = proven
    waiting = get_pending_stage(request)
    if proven and waiting and waiting.login.signup:
        clear_login(request)  # a sign-up that waits for a code would come first, and the link is worth as much


def address(request: HttpRequest) -> str:
    """The invited address of this visit; empty if nobody was invited, or the invitation is over."""
    email = str(request.session.get(SESSION_KEY) or "")
    now = timezone.now()
    return email if email and any(is_invited(email, now) for is_invited in _asked) else ""


def proven_address(request: HttpRequest) -> str:
    """The invited address if the visitor has shown that its mail reaches them; otherwise empty."""
    return address(request) if request.session.get(PROVEN_KEY) else ""


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
    request.session.pop(PROVEN_KEY, None)
