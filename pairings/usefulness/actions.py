"""“Was it useful?” is asked of whoever didn't log the session; either may answer, for themselves alone."""

from datetime import datetime

from django.db import transaction

from mentoring.accounts.models import User
from pairings.pair import acting
from pairings.pair.acting import Act, TheTwo, read_only
from pairings.sessions.models import Session
from pairings.usefulness.models import Usefulness

THE_TWO = TheTwo(
    others="This question is for the two who met.",
    ended=read_only("your answers"),
)


def ask(session: Session, act: Act) -> None:
    """Ask the partner, in the same act that logs the session.

    The question doesn't belong to the program: one that came too late would say in its log that there is an answer.
    """
    person, key = act.partner.user, f"{session.pk}:{act.partner.pk}"
    due_at = act.allowed_from(act.now, person)
    beside = act.beside_the_program()
    beside.tell(person, "session_logged", key=key, due_at=due_at, session=session.pk, membership=act.partner.pk)


def answer(session: Session, *, answer: str, by: User, now: datetime) -> Usefulness:
    """Save the answer; the last one counts. Raises Refused.

    No activity entry: that somebody answered is private, too.
    """
    with transaction.atomic():
        act = acting.without_lock(session.pairing, by=by, now=now, only=THE_TWO)
        given, _ = Usefulness.objects.update_or_create(
            session=session, author=by, defaults={"answer": answer, "answered_at": now}
        )
        act.clear_inboxes()
    return given
