"""The mentee says whether the mentor heard them right and, for themselves alone, whether they felt heard."""

import hashlib
from datetime import datetime, timedelta

from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.listening.models import FeltHeard, HeardAnswer
from pairings.pair import acting
from pairings.pair.acting import Act, TheTwo, read_only
from pairings.sessions.models import Session, SessionLog

# What the activity page says after the actor's name.
SENTENCES = {
    "heard.answered": "answered whether they were heard right",
}

# The mentor may still be rewording, so the mentee is told only about words that still stand after this time.
WORDS_SETTLE = timedelta(minutes=30)
NOT_ASKED = "This question is for the mentee of this pair."
THE_TWO = TheTwo(others=NOT_ASKED, ended=read_only("your answers"))


def ask(session: Session, act: Act, *, heard: str) -> None:
    mentee, words = act.pairing.mentee, mark(heard)
    act.tell(
        mentee.user,
        "heard_waits",
        key=f"{session.pk}:{words}",
        thing=f"heard:{session.pk}",
        due_at=act.now + WORDS_SETTLE,
        session=session.pk,
        membership=mentee.pk,
        words=words,
    )


def mark(heard: str) -> str:
    """A short hash that stands for these words where they may not be quoted."""
    return hashlib.sha256(_plain(heard).encode()).hexdigest()[:16]


def answer(session: Session, *, answer: str, meant: str, heard: str, by: User, now: datetime) -> HeardAnswer:
    """Save the mentee's answer; the last one counts. Raises Refused.

    `heard` is what the page showed: if the mentor has changed these words since, the answer is refused.
    """
    with acting.on(session, by=by, now=now, only=THE_TWO) as act:
        _must_be_the_mentee(act)
        log = SessionLog.objects.select_for_update().filter(session=session).first()
        if log is None or not log.what_i_heard:
            raise Refused("There is nothing to answer to: nothing is written down under “what I heard”.")
        if _plain(log.what_i_heard) != _plain(heard):
            first_name = act.pairing.mentor.user.first_name
            raise Refused(f"{first_name} has changed these words meanwhile. Read them again, then answer.")
        if answer == HeardAnswer.Answer.NO and not meant.strip():
            raise Refused("Write what you meant.", field="meant")
        words = {"answer": answer, "meant": meant, "heard": log.what_i_heard, "answered_at": now}
        given, _ = HeardAnswer.objects.update_or_create(session=session, defaults=words)
        act.record("heard.answered", session)
    return given


def feel(session: Session, *, rating: int, by: User, now: datetime) -> FeltHeard:
    """Save the mentee's rating; the last one counts. No activity entry: that somebody answered is private, too."""
    with acting.on(session, by=by, now=now, only=THE_TWO) as act:
        _must_be_the_mentee(act)
        words = {"author": by, "rating": rating, "answered_at": now}
        given, _ = FeltHeard.objects.update_or_create(session=session, defaults=words)
    return given


def _must_be_the_mentee(act: Act) -> None:
    if act.member != act.pairing.mentee:
        raise Refused(NOT_ASKED)


def _plain(text: str) -> str:
    """Forms change line endings."""
    return "\n".join(text.splitlines()).strip()
