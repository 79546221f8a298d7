"""The mentee says whether the mentor heard it right, and, for themselves, whether they felt heard."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications.planning import outbox
from mentoring.web.integrity import Refused
from pairings.listening.models import FeltHeard, HeardAnswer
from pairings.pair import locks
from pairings.pair.models import Pairing
from pairings.sessions.models import Session, SessionLog

# What the activity page says; the actor's name stands before it.
SENTENCES = {
    "heard.answered": "answered whether they were heard right",
}

# The mentor may still be looking for the words: the mentee hears of those that stand after a while.
WORDS_SETTLE = timedelta(minutes=30)


def ask(session: Session, *, heard: str, by: User, now: datetime) -> None:
    """“Is this what you meant?”, of the mentee; to be called inside the transaction that keeps these words."""
    mentee, words = session.pairing.mentee, mark(heard)
    outbox.tell(
        mentee.user,
        "heard_waits",
        key=f"heard_waits:{session.pk}:{words}",
        by=by,
        about=f"heard:{session.pk}",
        payload={"session": session.pk, "membership": mentee.pk, "words": words},
        due_at=now + WORDS_SETTLE,
        program_id=session.pairing.program_id,
        pairing_id=session.pairing_id,
        now=now,
    )


def mark(heard: str) -> str:
    """Stands for these words where they may not be quoted."""
    return hashlib.sha256(_plain(heard).encode()).hexdigest()[:16]


def answer(session: Session, *, answer: str, meant: str, heard: str, by: User, now: datetime) -> HeardAnswer:
    """`heard` is what stood on the page: newer words of the mentor aren't answered unread. The last answer counts."""
    with transaction.atomic():
        _must_be_of_the_mentee(session.pairing, by=by)
        log = SessionLog.objects.select_for_update().filter(session=session).first()
        if log is None or not log.what_i_heard:
            raise Refused("There is nothing to answer to: nothing is written down under “what I heard”.")
        if _plain(log.what_i_heard) != _plain(heard):
            first_name = session.pairing.mentor.user.first_name
            raise Refused(f"{first_name} has changed these words meanwhile. Read them again, then answer.")
        if answer == HeardAnswer.Answer.NO and not meant.strip():
            raise Refused("Write what you meant.", field="meant")
        words = {"answer": answer, "meant": meant, "heard": log.what_i_heard, "answered_at": now}
        given, _ = HeardAnswer.objects.update_or_create(session=session, defaults=words)
        pairing = session.pairing
        record("heard.answered", session, by=by, program_id=pairing.program_id, pairing_id=pairing.pk, now=now)
    return given


@transaction.atomic
def feel(session: Session, *, rating: int, by: User, now: datetime) -> FeltHeard:
    """The last rating counts, in the place of the first. It leaves no trail: that somebody answered is theirs alone."""
    _must_be_of_the_mentee(session.pairing, by=by)
    words = {"author": by, "rating": rating, "answered_at": now}
    given, _ = FeltHeard.objects.update_or_create(session=session, defaults=words)
    return given


def _must_be_of_the_mentee(pairing: Pairing, *, by: User) -> None:
    if not pairing.has(by) or by.pk != pairing.mentee.user_id:
        raise Refused("This question is for the mentee of this pair.")
    if not locks.pairing(pairing.pk).is_live:
        raise Refused("This pair has ended: your answers can be read, not changed.")


def _plain(text: str) -> str:
    """A form sends other line ends than it was given."""
    return "\n".join(text.splitlines()).strip()
