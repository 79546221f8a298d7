"""Record what was done. An action calls `record` inside its own transaction."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.activity.models import Entry


def record(
    verb: str,
    subject: models.Model,
    *,
    by: User | None,
    program_id: int | None = None,
    pairing_id: int | None = None,
    now: datetime | None = None,
    **details: Any,
) -> Entry:
    """Append one entry. `by=None` means the software itself; `details` must be JSON and hold no private text."""
    return Entry.objects.create(
        at=now or timezone.now(),
        actor_id=by.pk if by else None,
        actor_name=str(by) if by else "",
        verb=verb,
        subject_type=subject._meta.model_name or "",
        subject_id=subject.pk,
        program_id=program_id,
        pairing_id=pairing_id,
        details=details,
    )
