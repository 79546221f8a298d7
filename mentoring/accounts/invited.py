"""Who came here through an invitation, and whether the link proves that the address is theirs.

The join page calls `remember` before it sends somebody to sign up; sign-up is closed to everybody else. A link from
the mail proves the address; one that a coordinator has copied and handed over doesn't: then a code is mailed.
"""

from django.http import HttpRequest

SESSION_KEY = "invitation_email"
PROVEN_KEY = "invitation_proves_email"


def remember(request: HttpRequest, email: str, *, proven: bool) -> None:
    request.session[SESSION_KEY] = email.lower()
    request.session[PROVEN_KEY] = proven


def address(request: HttpRequest) -> str:
    """The invited address of this visit; empty where nobody was invited."""
    return str(request.session.get(SESSION_KEY) or "")


def proven_address(request: HttpRequest) -> str:
    """The invited address, if the visitor has shown that its mail reaches them."""
    return address(request) if request.session.get(PROVEN_KEY) else ""


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
    request.session.pop(PROVEN_KEY, None)
