"""The extra headers of a mail. They are kept with its row, so a second attempt sends the same ones."""

from django.conf import settings


def compose(*, program_id: int | None = None, unsubscribe_url: str = "", thread: str = "") -> dict[str, str]:
    """One-click unsubscribing follows RFC 8058, `Auto-Submitted` RFC 3834, `List-Id` RFC 2919."""
    headers = {"Auto-Submitted": "auto-generated"}
    if program_id:
        headers["List-Id"] = f"<program-{program_id}.{settings.SITE_HOST}>"
    if unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if thread:
        headers["References"] = headers["In-Reply-To"] = f"<{thread}@{settings.SITE_HOST}>"
    return headers
