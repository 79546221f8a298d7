"""Who came here through an invitation: the link was mailed to the address, so the address is theirs.

The join page calls `remember` before it sends somebody to sign up; sign-up is closed to everybody else.
"""

from django.http import HttpRequest

SESSION_KEY = "invitation_email"


def remember(request: HttpRequest, email: str) -> None:
    request.session[SESSION_KEY] = email.lower()


def address(request: HttpRequest) -> str:
    """The invited address of this visit; empty where nobody was invited."""
    return str(request.session.get(SESSION_KEY) or "")


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
