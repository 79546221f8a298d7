"""“Was it useful?”: asked of the one who didn't log the session; answered by either, for themselves alone."""

from datetime import datetime

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.notifications.planning import outbox
from mentoring.web.integrity import Refused
from pairings.sessions.models import Session
from pairings.usefulness.models import Usefulness


def ask(session: Session, *, now: datetime) -> None:
    """Ask the other of the two; to be called once the session is logged."""
    pairing = session.pairing
    member = pairing.mentee if pairing.mentor.user_id == session.logged_by_id else pairing.mentor
    outbox.tell(
        member.user,
        "session_logged",
        key=f"session_logged:{session.pk}:{member.pk}",
        payload={"session": session.pk, "membership": member.pk},
        program_id=pairing.program_id,
        pairing_id=pairing.pk,
        now=now,
    )


@transaction.atomic
def answer(session: Session, *, answer: str, by: User, now: datetime) -> Usefulness:
    """Keep the answer, the last one counts. It leaves no trail: that somebody answered is theirs alone, too."""
    if not session.pairing.has(by):
        raise Refused("This question is for the two who met.")
    if not session.pairing.is_live:
        raise Refused("This pair has ended: your answers can be read, not changed.")
    given, _ = Usefulness.objects.update_or_create(
        session=session, author=by, defaults={"answer": answer, "answered_at": now}
    )
    return given
