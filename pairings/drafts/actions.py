"""Keeps what is typed about a session, in an agreement or as feedback until it is saved.

One browser tab never overwrites what another tab has kept since.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from mentoring.accounts.models import User
from mentoring.web import cleaning
from mentoring.web.integrity import Refused
from pairings.drafts.models import Draft
from pairings.pair.models import Pairing
from pairings.sessions.models import Session


class NewerDraft(Exception):
    """Another tab has kept something else since; `draft` is what is stored now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft)
        self.draft = draft


def keep(
    pairing: Pairing,
    session: Session | None,
    *,
    about: str = Draft.About.SESSION,
    values: Mapping[str, str],
    seen: int,
    by: User,
    now: datetime,
) -> Draft:
    """Keep a draft. `seen` is the version the page has read, 0 for none. Raises NewerDraft and Refused.

    It records no activity entry.
    """
    if not pairing.has(by) or not pairing.is_live:
        raise Refused("Only the two of a pair write here, while it lasts.")
    plain = {name: text.replace("\0", "") for name, text in values.items()}
    try:
        with transaction.atomic():
            return _keep(_of(pairing, session, about, by), plain, seen, now)
    except IntegrityError:  # two tabs began a draft at the same moment, and the other was first
        raise NewerDraft(Draft.objects.get(**_of(pairing, session, about, by))) from None


def drop(pairing: Pairing, session: Session | None, *, about: str = Draft.About.SESSION, seen: int, by: User) -> None:
    """Delete a draft that was discarded, saved or sent, unless another tab has kept something newer."""
    Draft.objects.filter(**_of(pairing, session, about, by), version=seen).delete()


@transaction.atomic
def drop_sent(pairing: Pairing, about: str, *, words: Mapping[str, str], by: User) -> None:
    """Delete the drafts that say what was just sent, even if the page kept one again on its way; others stay."""
    for draft in Draft.objects.filter(**_of(pairing, None, about, by)).select_for_update():
        if holds(draft.values, words):
            draft.delete()


def holds(values: Mapping[str, str], words: Mapping[str, str]) -> bool:
    """Whether a draft says the same as what was sent, ignoring what forms change: white space and unseen letters."""
    return all(cleaning.line(values.get(name, "")) == cleaning.line(text) for name, text in words.items())


def _of(pairing: Pairing, session: Session | None, about: str, by: User) -> dict[str, Any]:
    return {"author": by, "pairing": pairing, "session": session, "about": about}


def _keep(place: dict[str, Any], values: dict[str, str], seen: int, now: datetime) -> Draft:
    found = Draft.objects.filter(**place).select_for_update().first()
    if found is None:
        return Draft.objects.create(**place, values=values, saved_at=now)
    if found.values == values:
        return found
    if found.version != seen:
        raise NewerDraft(found)
    found.values, found.version, found.saved_at = values, found.version + 1, now
    found.save(update_fields=["values", "version", "saved_at"])
    return found
