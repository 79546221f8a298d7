"""“Was it useful?”: asked of the one who didn't log the session; answered by either, for themselves alone."""

from datetime import datetime

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
    """Ask the other of the two, in the act that logs the session."""
    key = f"{session.pk}:{act.partner.pk}"
    act.tell(act.partner.user, "session_logged", key=key, session=session.pk, membership=act.partner.pk)


def answer(session: Session, *, answer: str, by: User, now: datetime) -> Usefulness:
    """Keep the answer, the last one counts. It leaves no entry: that somebody answered is theirs alone, too."""
    acting.without_lock(session.pairing, by=by, now=now, only=THE_TWO)
    given, _ = Usefulness.objects.update_or_create(
        session=session, author=by, defaults={"answer": answer, "answered_at": now}
    )
    return given
