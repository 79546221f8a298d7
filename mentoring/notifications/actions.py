"""What people do about mails: choose which they want, and send one again."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications import queries, wake
from mentoring.notifications.models import Mail, Preference
from mentoring.web.integrity import Refused


@transaction.atomic
def choose(user: User, wanted: Mapping[str, bool], *, now: datetime) -> None:
    """Which kinds of mail the person wants from now on. Kinds that aren't named stay as they are."""
    before = queries.unwanted_kinds(user)
    changed = {kind: by_mail for kind, by_mail in wanted.items() if by_mail == (kind in before)}
    if not changed:
        return
    Preference.objects.bulk_create(
        [Preference(user=user, kind=kind, by_mail=by_mail) for kind, by_mail in sorted(changed.items())],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["by_mail"],
    )
    record("mails.chosen", user, by=user, now=now, changed=changed)


@transaction.atomic
def send_again(mail: Mail, *, by: User, now: datetime) -> None:
    """Queue a failed mail once more, with all its attempts. Raises Refused for a mail that hasn't failed."""
    queued = Mail.objects.filter(pk=mail.pk, state=Mail.State.FAILED).update(
        state=Mail.State.QUEUED, attempts=0, next_attempt_at=now, server_answer="", urgent=True
    )
    if not queued:
        raise Refused("Only a mail that has failed can be sent again.")
    record("mail.sent_again", mail, by=by, program_id=mail.program_id, now=now, title=mail.subject, to=mail.to)
    wake.after_commit()
