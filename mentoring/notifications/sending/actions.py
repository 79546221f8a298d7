"""Send one again."""

from datetime import datetime

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications.planning import wake
from mentoring.notifications.planning.models import Mail
from mentoring.notifications.sending import addresses
from mentoring.web.integrity import Refused

# What the activity page says; the actor's name stands before it.
SENTENCES = {
    "mail.sent_again": "sent the mail “{title}” to {to} again",
}


@transaction.atomic
def send_again(mail: Mail, *, by: User, now: datetime) -> None:
    """Queue a failed mail once more, with all its attempts. Raises Refused if it hasn't failed or has no text."""
    if not mail.text:
        raise Refused("This email is so old that its text is no longer kept, so it can’t be sent again.")
    queued = (
        Mail.objects.filter(pk=mail.pk, state=Mail.State.FAILED)
        .exclude(text="")
        .update(state=Mail.State.QUEUED, attempts=0, next_attempt_at=now, server_answer="", urgent=True)
    )
    if not queued:
        raise Refused("Only a mail that has failed can be sent again.")
    addresses.forget(mail.to)
    record("mail.sent_again", mail, by=by, program_id=mail.program_id, now=now, title=mail.subject, to=mail.to)
    wake.after_commit()
