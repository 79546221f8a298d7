"""Send kudos: a short thank-you to the other of the pair."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.notifications.planning import outbox
from mentoring.web.integrity import Refused
from pairings.kudos.models import Kudos
from pairings.pair.hold import hold, leave
from pairings.pair.models import Pairing

# What the activity page says; the actor's name stands before it.
SENTENCES = {
    "kudos.given": "sent kudos",
}


def give(pairing: Pairing, *, text: str, by: User, now: datetime, form_key: UUID) -> Kudos:
    """The same `form_key` again gives the kudos of the first time."""
    with transaction.atomic():
        pairing, _ = hold(pairing, by=by)
        kudos, is_new = Kudos.objects.get_or_create(
            form_key=form_key, defaults={"pairing": pairing, "by": by, "text": text, "given_at": now}
        )
        if not is_new and (kudos.pairing_id != pairing.pk or kudos.by_id != by.pk or kudos.text != text):
            raise Refused("This form has been used already. Your words are still here: send them again.")
        if is_new:
            leave("kudos.given", kudos, pairing, by=by, now=now)
            _tell_partner(kudos, pairing, by=by, now=now)
    return kudos


def _tell_partner(kudos: Kudos, pairing: Pairing, *, by: User, now: datetime) -> None:
    outbox.tell(
        pairing.partner_of(by),
        "kudos_given",
        key=f"kudos_given:{kudos.pk}",
        by=by,
        payload={"kudos": kudos.pk},
        program_id=pairing.program_id,
        pairing_id=pairing.pk,
        now=now,
    )
