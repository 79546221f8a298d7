"""Either side logs a session, once per form; its words stay between the two."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from mentoring.accounts.models import User
from mentoring.web import dates
from mentoring.web.integrity import Refused
from mentoring.web.shared import SAVED_ELSEWHERE, mark
from pairings.agenda import actions as agenda
from pairings.agenda.models import AgendaItem
from pairings.listening import actions as heard
from pairings.pair import acting
from pairings.pair.acting import Act, TheTwo, ended, read_only
from pairings.pair.models import Pairing
from pairings.promises import actions as promises
from pairings.sessions import queries as sessions
from pairings.sessions.models import PrivateNote, Session, SessionLog
from pairings.times.actions import planning as planned_sessions
from pairings.times.actions import settling
from pairings.times.models import PlannedSession
from pairings.touchpoints import actions as touchpoints
from pairings.touchpoints.models import Touchpoint
from pairings.usefulness import actions as usefulness
from programs.journey.models import Step

# What the activity page says after the actor's name.
SENTENCES = {
    "session.logged": "logged a session of {minutes} minutes on {held_on}",
    "session.edited": "corrected a session",
    "session.taken_back": "took back a session",
}

OTHERS = "Only the mentor and the mentee of this pair write about its sessions."
WHO_LOG = TheTwo(others=OTHERS, ended="")  # the last session also after the end: see `_refuse_after_the_end`
LOGGED = ended("its sessions can be read, not added to")
WHO_NOTE = TheTwo(others=OTHERS, ended="")
WHO_EDIT = TheTwo(others=OTHERS, ended=read_only("its sessions"))
REMOVED = "You have removed this note in another window. What you typed is kept here; save again to keep it."


@dataclass(frozen=True)
class Listening:
    """The mentor's own fields besides “what I heard”. `talking_share` is in percent, in tens."""

    questions_asked: str = ""
    advice: str = ""
    talking_share: int | None = None


def log(
    pairing: Pairing,
    *,
    held_on: date,
    minutes: int,
    by: User,
    now: datetime,
    form_key: UUID,
    touchpoint: Touchpoint | None = None,
    planned: PlannedSession | None = None,
    shared_notes: str = "",
    what_i_heard: str = "",
    listening: Listening = Listening(),  # frozen
    private_note: str = "",
    promised: Sequence[promises.Wish] = (),
    open_question: str = "",
    next_on: date | None = None,
) -> Session:
    """Log a session and complete its touchpoint, or the pair's open one if none is given. Raises Refused.

    `planned` is the planned session it was; if none is given, one of that day. After the pair has ended, its last
    session can still be logged for 14 days, with the words about it and nothing that goes on from there.

    The same `form_key` again returns the session as it is and changes nothing. `what_i_heard` and `listening` are
    only for the mentor. `open_question` goes on the agenda, `next_on` moves the step of the next session.
    """
    with acting.on(pairing, by=by, now=now, only=WHO_LOG) as act:
        _day_must_fit(held_on, act)
        if not act.pairing.is_live:
            goes_on = bool(promised or open_question or next_on)
            _refuse_after_the_end(held_on, form_key, act, goes_on=goes_on)
        if touchpoint:
            _must_be_unlogged(touchpoint, pairing, form_key)
        _mentors_fields(bool(what_i_heard) or listening != Listening(), act)
        session, is_new = Session.objects.get_or_create(
            form_key=form_key,
            defaults={
                "pairing": act.pairing,
                "held_on": held_on,
                "minutes": minutes,
                "logged_by": by,
                "logged_at": now,
            },
        )
        if not is_new:
            return _same_form(session, pairing)
        words = {"shared_notes": shared_notes, "what_i_heard": what_i_heard, **asdict(listening)}
        SessionLog.objects.create(session=session, **words)
        if private_note.strip():
            PrivateNote.objects.create(session=session, author=by, text=private_note)
        settling.logged(session, planned, act)
        _record("session.logged", session, act)
        if not act.pairing.is_live:
            return session
        _complete(session, touchpoint, act)
        agenda.follow(session)
        planned_sessions.follow(act)
        usefulness.ask(session, act)
        if what_i_heard.strip():
            heard.ask(session, act, heard=what_i_heard)
        promises.make_in_session(session, promised, act)
        if open_question:
            key, kind = uuid5(form_key, "question"), AgendaItem.Kind.QUESTION
            agenda.add(act.pairing, text=open_question, kind=kind, by=by, now=now, form_key=key)
        if next_on:
            _meet_next(next_on, act)
    return session


def edit(
    session: Session,
    *,
    held_on: date,
    minutes: int,
    shared_notes: str,
    what_i_heard: str | None = None,
    listening: Listening | None = None,
    seen: str = "",
    by: User,
    now: datetime,
) -> Session:
    """Correct a session. Raises Refused.

    `seen` is the `fingerprint` of the log on the page: a newer log isn't overwritten. `what_i_heard=None` and
    `listening=None` leave the mentor's words alone.
    """
    with acting.on(session, by=by, now=now, only=WHO_EDIT) as act:
        if held_on != session.held_on:  # for the partner, elsewhere, the day that stands may still be to come
            _day_must_fit(held_on, act)
        _mentors_fields(what_i_heard is not None or listening is not None, act)
        log_ = _locked_log(session)
        if seen and seen != fingerprint(log_):
            partner = act.partner.user.first_name
            raise Refused(
                f"{partner} has changed these notes meanwhile. Your text is still here; put it together with "
                "the notes as they stand now, shown above, and save again.",
                field="shared_notes",
            )
        session.held_on, session.minutes = held_on, minutes
        session.save(update_fields=["held_on", "minutes"])
        if session.touchpoint:
            touchpoints.correct_day(session.touchpoint, happened_on=held_on, by=by, now=now)
        log_.shared_notes = shared_notes
        if what_i_heard is not None:
            if what_i_heard.strip() and heard.mark(what_i_heard) != heard.mark(log_.what_i_heard):
                heard.ask(session, act, heard=what_i_heard)
            log_.what_i_heard = what_i_heard
        for name, value in asdict(listening).items() if listening else ():
            setattr(log_, name, value)
        log_.save(update_fields=["shared_notes", "what_i_heard", "questions_asked", "advice", "talking_share"])
        _record("session.edited", session, act)
    return session


def write_note(session: Session, *, text: str, seen: str = "", by: User, now: datetime) -> PrivateNote | None:
    """Write or replace one's own private note, even after the pair has ended; an empty text removes it. Raises Refused.

    `seen` is the `mark` of the note on the page: a newer note isn't overwritten. No activity entry: that somebody
    keeps a private note is private, too.
    """
    with acting.on(session, by=by, now=now, only=WHO_NOTE):
        _must_be_there(session)
        before = session.private_notes.filter(author=by).first()
        stands = before.text if before else ""
        if seen and seen != mark(stands) != mark(text):
            raise Refused(SAVED_ELSEWHERE if stands else REMOVED, field="text")
        if not text.strip():
            session.private_notes.filter(author=by).delete()
            return None
        note, _ = PrivateNote.objects.update_or_create(session=session, author=by, defaults={"text": text})
    return note


def fingerprint(log: SessionLog) -> str:
    """Changes whenever any of the shared words change."""
    words = (log.shared_notes, log.what_i_heard, log.questions_asked, log.advice, str(log.talking_share))
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]


def _mentors_fields(are_sent: bool, act: Act) -> None:
    if are_sent and act.member != act.pairing.mentor:
        raise Refused("“What I heard” is the mentor's field.", field="what_i_heard")


def _meet_next(day: date, act: Act) -> None:
    step = act.pairing.touchpoints.open().filter(step__kind=Step.Kind.SESSION).select_related("step").first()
    if step is None:
        raise Refused("No further session is planned for you two. Leave this empty and find a time.", field="next_on")
    try:
        touchpoints.postpone(step, to=day, by=act.member.user, now=act.now)
    except Refused as refused:
        raise Refused(refused.sentence, field="next_on") from refused


def _day_must_fit(held_on: date, act: Act) -> None:
    """By the clock of whoever logs it: their day may have come before the program's, and their first one, too."""
    if held_on > act.own_today:
        raise Refused("This day is still to come. Log the session once you have met.", field="held_on")
    first = act.pairing.first_day_for(act.member.user)
    if held_on < first:
        sentence = f"You became a pair on {dates.day(first)}. Choose that day or a later one."
        raise Refused(sentence, field="held_on")


def _refuse_after_the_end(held_on: date, form_key: UUID, act: Act, *, goes_on: bool) -> None:
    pairing = act.pairing
    if goes_on or not sessions.may_be_added_to(pairing, today=act.today):
        raise Refused(LOGGED)
    if pairing.ended_on and held_on > pairing.ended_on:
        last = dates.day(pairing.ended_on)
        raise Refused(f"You were a pair until {last}. Choose that day or an earlier one.", field="held_on")
    newest = Session.objects.filter(pairing=pairing).exclude(form_key=form_key).first()
    if newest and held_on <= newest.held_on:
        logged = dates.day(newest.held_on)
        raise Refused(
            f"Your session on {logged} is logged. After the end of a pair, only one after it can be added.",
            field="held_on",
        )


def _same_form(session: Session, pairing: Pairing) -> Session:
    if session.pairing_id != pairing.pk:
        raise Refused("This form has been used already. Open it again.")
    return session


def _locked_log(session: Session) -> SessionLog:
    """Locks the touchpoint first, like an answer to a mail does, since that may be taking the session back."""
    if session.touchpoint_id:
        list(Touchpoint.objects.select_for_update(no_key=True).filter(pk=session.touchpoint_id))
    _must_be_there(session)
    SessionLog.objects.get_or_create(session=session)
    return SessionLog.objects.select_for_update().get(session=session)


def _must_be_there(session: Session) -> None:
    if not Session.objects.filter(pk=session.pk).exists():
        raise Refused("This session was taken back meanwhile. Your text is still here: put it into a new session.")


def _must_be_unlogged(touchpoint: Touchpoint, pairing: Pairing, form_key: UUID) -> None:
    if touchpoint.pairing_id != pairing.pk:
        raise ValueError("a touchpoint of another pairing")
    other = Session.objects.filter(touchpoint=touchpoint).exclude(form_key=form_key).select_related("logged_by").first()
    if other:
        raise Refused(
            f"{other.logged_by.first_name} has logged this session already. "
            "Your text is still here: add it to that session."
        )


def _complete(session: Session, touchpoint: Touchpoint | None, act: Act) -> None:
    """Ties the session to the touchpoint it completes; a session that completes none still counts."""
    day, by, now = session.held_on, act.by, act.now
    if touchpoint is None:
        done = touchpoints.complete_open(act.pairing, Step.Kind.SESSION, happened_on=day, by=by, now=now)
    else:
        done = touchpoint if touchpoints.complete(touchpoint, happened_on=day, by=by, now=now) else None
    if done:
        session.touchpoint = done
        session.save(update_fields=["touchpoint"])


def _record(verb: str, session: Session, act: Act) -> None:
    act.record(verb, session, held_on=session.held_on.isoformat(), minutes=session.minutes)
