"""Raise a concern, open it to read, close it with a note.

Its entries in the activity belong to no program, its notifications neither: a coordinator who is the partner would
otherwise learn from the program's pages that there is a concern.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications.planning import outbox
from mentoring.web.integrity import Refused
from pairings.concerns.models import Concern, ConcernReading
from pairings.pair import receivers
from pairings.pair.models import Pairing

# What the activity page says; the actor's name stands before it.
SENTENCES = {
    "concern.raised": "raised a concern",
    "concern.closed": "closed a concern",
}

CHANGED = "Who gets it has changed since you looked. Look again, then send it."


@transaction.atomic
def raise_concern(
    pairing: Pairing,
    *,
    text: str,
    is_shared: bool = False,
    shown: Collection[int],
    by: User,
    now: datetime,
    form_key: UUID,
) -> Concern:
    """Also after the pair has ended. `shown` are the users who were named before sending: nobody else gets it by mail.

    The same `form_key` again gives the concern of the first time.
    """
    if not pairing.has(by):
        raise Refused("Only the mentor and the mentee of this pair raise a concern here.")
    words = {"pairing": pairing, "author": by, "text": text, "is_shared": is_shared, "raised_at": now}
    concern, is_new = Concern.objects.get_or_create(form_key=form_key, defaults=words)
    if not is_new and (concern.pairing_id != pairing.pk or concern.author_id != by.pk):
        raise Refused("This form has been used already. Open it again.")
    if is_new:
        _pass_on(concern, shown, by=by, now=now)
    return concern


@transaction.atomic
def read(concern: Concern, *, by: User, now: datetime) -> ConcernReading | None:
    """Every time somebody opens it, and before they see a word; reading one's own leaves nothing."""
    if concern.author_id == by.pk:
        return None
    if not Concern.objects.visible_to(by).filter(pk=concern.pk).exists():
        raise Refused("This concern isn’t for you to read.")
    return ConcernReading.objects.create(concern=concern, reader=by, at=now)


@transaction.atomic
def close(concern: Concern, *, note: str, by: User, now: datetime) -> None:
    """By a coordinator who isn't in the pair, with a note for who raised it."""
    if not Concern.objects.for_coordinator(by).filter(pk=concern.pk).exists():
        raise Refused("Only the coordinators of the program who aren’t in this pair close a concern.")
    # A condition of the row itself: behind a join, it would not be looked at again after waiting for the other.
    if not Concern.objects.open().filter(pk=concern.pk).update(note=note, closed_by=by, closed_at=now):
        raise Refused("This concern was closed meanwhile.")
    _leave("concern.closed", concern, by=by, now=now)
    _tell(concern.author, "concern_answered", concern, by=by, now=now)


def _pass_on(concern: Concern, shown: Collection[int], *, by: User, now: datetime) -> None:
    pairing = concern.pairing
    people = [one.user for one in receivers.of(pairing)]
    if {one.pk for one in people} != set(shown):
        raise Refused(CHANGED)
    _leave("concern.raised", concern, by=by, now=now)
    for one in people:
        _tell(one, "concern_raised", concern, by=by, now=now)
    if concern.is_shared:
        _tell(pairing.partner_of(by), "concern_shared", concern, by=by, now=now)


def _tell(recipient: User, kind: str, concern: Concern, *, by: User, now: datetime) -> None:
    payload: dict[str, Any] = {"concern": concern.pk}
    outbox.tell(recipient, kind, key=f"{kind}:{concern.pk}:{recipient.pk}", by=by, payload=payload, now=now)


def _leave(verb: str, concern: Concern, *, by: User, now: datetime) -> None:
    record(verb, concern, by=by, pairing_id=concern.pairing_id, now=now)
