"""How long a draft waits for its author, who has seen it on the page each time they came back."""

from datetime import datetime

from mentoring.retention import Kind
from pairings.drafts.models import Draft, DraftQuerySet


def drafts(before: datetime) -> DraftQuerySet:
    return Draft.objects.filter(saved_at__lt=before)


KIND = Kind(
    name="drafts",
    title="Drafts that nobody touched",
    means="What somebody typed about a session, in an agreement or as feedback, and never saved. Nobody else saw it.",
    counted="draft,drafts",
    default=90,
    spans=(90, 183, 365, None),
    old=drafts,
)
