"""Hold a pair still while its beginning changes: of two who act at once, the second sees what the first has done."""

from datetime import datetime
from typing import Any

from django.db import models

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications.planning import outbox
from mentoring.web.integrity import Refused
from pairings.pair.models import Pairing
from programs.program.models import Membership

ENDED = "This pair has ended: what you wrote can be read, not changed."


def hold(pairing: Pairing, *, by: User) -> tuple[Pairing, Membership]:
    """The pairing under a row lock, and the side that `by` is on. Call it inside a transaction."""
    held = Pairing.objects.select_for_update(of=("self",), no_key=True).with_people().get(pk=pairing.pk)
    if not held.has(by):
        raise Refused("Only the mentor and the mentee of this pair write here.")
    if not held.is_live:
        raise Refused(ENDED)
    return held, held.mentor if held.mentor.user_id == by.pk else held.mentee


def leave(verb: str, subject: models.Model, pairing: Pairing, *, by: User, now: datetime, **details: Any) -> None:
    record(verb, subject, by=by, program_id=pairing.program_id, pairing_id=pairing.pk, now=now, **details)


def tell(recipient: User, kind: str, pairing: Pairing, *, key: str, now: datetime, **ids: Any) -> None:
    """Plan a mail about a pair; `due_at` may be among the `ids`, the rest is its payload."""
    outbox.tell(
        recipient,
        kind,
        key=f"{kind}:{key}",
        due_at=ids.pop("due_at", None),
        payload={"pairing": pairing.pk, **ids},
        program_id=pairing.program_id,
        pairing_id=pairing.pk,
        now=now,
    )
