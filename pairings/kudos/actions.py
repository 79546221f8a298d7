"""Send kudos: a short thank-you to the partner."""

from datetime import datetime
from uuid import UUID

from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.kudos.models import Kudos
from pairings.pair import acting
from pairings.pair.acting import THE_TWO
from pairings.pair.models import Pairing

# What the activity page says after the actor's name.
SENTENCES = {
    "kudos.given": "sent kudos",
}


def give(pairing: Pairing, *, text: str, by: User, now: datetime, form_key: UUID) -> Kudos:
    """The same `form_key` and text again return the first kudos. Raises Refused."""
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        kudos, is_new = Kudos.objects.get_or_create(
            form_key=form_key, defaults={"pairing": act.pairing, "by": by, "text": text, "given_at": now}
        )
        if not is_new and (kudos.pairing_id != pairing.pk or kudos.by_id != by.pk or kudos.text != text):
            raise Refused("This form has been used already. Your words are still here: send them again.")
        if is_new:
            act.record("kudos.given", kudos)
            act.tell(act.partner.user, "kudos_given", key=str(kudos.pk), kudos=kudos.pk)
    return kudos
