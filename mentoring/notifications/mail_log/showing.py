"""Show a mail to somebody other than its recipient: as it was sent, but with scripts off and signed links cut."""

import re

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.notifications.planning import kinds, letters
from mentoring.notifications.planning.models import Mail

# A mail may use its own styles; everything else it could bring along is blocked.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
# What django.core.signing puts into a link: payload, time (not for an invitation), signature.
KEY = re.compile(r"(?<![\w.-])[\w.-]+(?:(?::|%3A)[\w-]{6})?(?::|%3A)[\w-]{43}")
HEAD = re.compile(r"<head[^<>]*>")


def without_keys(text: str) -> str:
    """Cut every signed link in the text: anyone who has such a link can act as the recipient."""
    return KEY.sub("…", text)


def mail_text(mail: Mail) -> str:
    """For anyone but the recipient, such as a coordinator: the signed links are cut."""
    return without_keys(mail.text)


def mail_html_response(mail: Mail, *, with_keys: bool = False) -> HttpResponse:
    """The HTML of a mail for an `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox">` on one of our pages.

    `with_keys` leaves the signed links working. Only for the demo, where nobody has another mailbox.
    """
    return html_response(mail.html if with_keys else without_keys(mail.html))


def html_response(html: str) -> HttpResponse:
    # Links must open outside the frame, because our pages refuse to be framed.
    response = HttpResponse(HEAD.sub(r'\g<0><base target="_blank">', html, count=1))
    response["Content-Security-Policy"] = POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def sample(kind: kinds.Kind) -> letters.Rendered:
    unsubscribe = "" if kind.service else reverse("unsubscribe", kwargs={"token": "sample"})
    common = {
        "recipient": User(name="Robin Hale", email="robin@example.org", time_zone="Europe/Berlin"),
        "preferences_url": settings.SITE_URL + reverse("mail_preferences"),
        "unsubscribe_url": unsubscribe and settings.SITE_URL + unsubscribe,
    }
    return letters.render(kind.name, {**common, **kind.sample()})
