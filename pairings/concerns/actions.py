"""Raise a concern, open it to read, close it with a note.

Its activity entries and notifications belong to no program. Otherwise a coordinator who is the partner would learn
from the program's pages that there is a concern.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.concerns.models import Concern, ConcernReading
from pairings.pair import acting, outside_coordinators
from pairings.pair.acting import Act, TheTwo
from pairings.pair.models import Pairing

# What the activity page says after the actor's name.
SENTENCES = {
    "concern.raised": "raised a concern",
    "concern.closed": "closed a concern",
}

THE_TWO = TheTwo(others="Only the mentor and the mentee of this pair raise a concern here.", ended="")
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
    """Raise a concern, even after the pair has ended. The same `form_key` again returns the first one. Raises Refused.

    `shown` are the ids of the coordinators whose names the author saw: if the recipients have changed since, nothing
    is sent.
    """
    act = acting.without_lock(pairing, by=by, now=now, only=THE_TWO).beside_the_program()
    words = {"pairing": pairing, "author": by, "text": text, "is_shared": is_shared, "raised_at": now}
    concern, is_new = Concern.objects.get_or_create(form_key=form_key, defaults=words)
    if not is_new and (concern.pairing_id != pairing.pk or concern.author_id != by.pk):
        raise Refused("This form has been used already. Open it again.")
    if is_new:
        _pass_on(concern, shown, act)
    return concern


@transaction.atomic
def read(concern: Concern, *, by: User, now: datetime) -> ConcernReading | None:
    """Record that somebody opens it; call it every time, before they see a word. Raises Refused.

    Returns None for the author: reading one's own concern leaves no trace.
    """
    if concern.author_id == by.pk:
        return None
    if not Concern.objects.visible_to(by).filter(pk=concern.pk).exists():
        raise Refused("This concern isn’t for you to read.")
    return ConcernReading.objects.create(concern=concern, reader=by, at=now)


@transaction.atomic
def close(concern: Concern, *, note: str, by: User, now: datetime) -> None:
    """Close it with a note for its author, only as a coordinator who isn't in the pair. Raises Refused."""
    if not Concern.objects.for_coordinator(by).filter(pk=concern.pk).exists():
        raise Refused("Only the coordinators of the program who aren’t in this pair close a concern.")
    # Filter on this row alone: a condition behind a join isn't checked again after waiting for another update.
    if not Concern.objects.open().filter(pk=concern.pk).update(note=note, closed_by=by, closed_at=now):
        raise Refused("This concern was closed meanwhile.")
    act = acting.without_lock(concern.pairing, by=by, now=now).beside_the_program()
    act.record("concern.closed", concern)
    act.clear_inboxes()
    _tell(concern.author, "concern_answered", concern, act)


def _pass_on(concern: Concern, shown: Collection[int], act: Act) -> None:
    people = [one.user for one in outside_coordinators.of(act.pairing)]
    if {one.pk for one in people} != set(shown):
        raise Refused(CHANGED)
    act.record("concern.raised", concern)
    for one in people:
        _tell(one, "concern_raised", concern, act)
    if concern.is_shared:
        _tell(act.partner.user, "concern_shared", concern, act)


def _tell(recipient: User, kind: str, concern: Concern, act: Act) -> None:
    act.tell(recipient, kind, key=f"{concern.pk}:{recipient.pk}", concern=concern.pk)
