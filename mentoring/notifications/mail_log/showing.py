"""Show a mail to somebody else than its recipient: as it was sent, with its scripts dead and its keys cut off."""

import re

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.notifications.planning import kinds, letters
from mentoring.notifications.planning.models import Mail

# Styles inside the mail are its own; everything else a mail could bring along stays out.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
# What django.core.signing writes into a link: payload, time (an invitation has none), signature.
KEY = re.compile(r"[\w.-]+(?:(?::|%3A)[\w-]{6})?(?::|%3A)[\w-]{43}")


def without_keys(text: str) -> str:
    """The text with every signed link cut short: whoever holds such a link acts as the recipient."""
    return KEY.sub("…", text)


def mail_text(mail: Mail) -> str:
    """The text of a mail for anybody but its recipient, such as a coordinator."""
    return without_keys(mail.text)


def mail_html_response(mail: Mail, *, with_keys: bool = False) -> HttpResponse:
    """The HTML of a mail for an `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox">` on a page of ours.

    `with_keys` leaves the signed links working: only for the demo, where nobody else has a mailbox.
    """
    return html_response(mail.html if with_keys else without_keys(mail.html))


def html_response(html: str) -> HttpResponse:
    # Links must open outside the frame: a page of ours refuses to be framed.
    response = HttpResponse(re.sub(r"<head[^>]*>", r'\g<0><base target="_blank">', html, count=1))
    response["Content-Security-Policy"] = POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def sample(kind: kinds.Kind) -> letters.Rendered:
    """The kind with its sample values, to somebody who doesn't exist."""
    unsubscribe = "" if kind.service else reverse("unsubscribe", kwargs={"token": "sample"})
    common = {
        "recipient": User(name="Robin Hale", email="robin@example.org", time_zone="Europe/Berlin"),
        "preferences_url": settings.SITE_URL + reverse("mail_preferences"),
        "unsubscribe_url": unsubscribe and settings.SITE_URL + unsubscribe,
    }
    return letters.render(kind.name, {**common, **kind.sample()})
