"""Sessions as each person may see them."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from pairings.sessions.models import PrivateNote, Session, SessionLog
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Step

AFTER_THE_END = timedelta(days=14)


@dataclass(frozen=True)
class SessionView:
    """One session for one viewer; `log` and `note` are None if they don't exist or the viewer may not see them."""

    pk: int
    held_on: date
    minutes: int
    logged_by: User
    log: SessionLog | None
    note: PrivateNote | None
    may_write: bool

    @property
    def has_words(self) -> bool:
        return bool(self.log and self.log.has_words)


def view(session: Session, viewer: User) -> SessionView:
    log = SessionLog.objects.visible_to(viewer).filter(session=session).first()
    note = PrivateNote.objects.visible_to(viewer).filter(session=session).first()
    may_write = session.pairing.has(viewer) and session.pairing.is_live
    return SessionView(session.pk, session.held_on, session.minutes, session.logged_by, log, note, may_write)


def note_of(session: Session, viewer: User) -> str:
    note = PrivateNote.objects.visible_to(viewer).filter(session=session).first()
    return note.text if note else ""


def last(pairing: Pairing) -> Session | None:
    return Session.objects.filter(pairing=pairing).select_related("logged_by").first()


def may_be_added_to(pairing: Pairing, *, today: date) -> bool:
    """Whether a session can be logged: while the pair lasts, and its last one for 14 days after it has ended."""
    until = last_day_to_log(pairing)
    return until is None or today <= until


def last_day_to_log(pairing: Pairing) -> date | None:
    """The day until which the last session of a pair that has ended can be logged; None while the pair lasts."""
    return pairing.ended_on + AFTER_THE_END if pairing.ended_on else None


def log_of(session: Session) -> SessionLog:
    """The words of a session; an empty, unsaved log if nothing was written."""
    return SessionLog.objects.filter(session=session).first() or SessionLog(session=session)


def touchpoint_of(pairing: Pairing, pk: int) -> Touchpoint | None:
    """The session step with this id, open or not; None if this pairing has no such step."""
    return pairing.touchpoints.filter(pk=pk, step__kind=Step.Kind.SESSION).select_related("step").first()


def logged_already(pairing: Pairing, *, form_key: UUID | None, touchpoint: Touchpoint | None) -> Session | None:
    """The session logged before from this form, or by anybody for this touchpoint; None if there is none."""
    sessions = Session.objects.filter(pairing=pairing).select_related("logged_by")
    found = sessions.filter(form_key=form_key).first() if form_key else None
    return found or (sessions.filter(touchpoint=touchpoint).first() if touchpoint else None)


def is_planned_further(pairing: Pairing) -> bool:
    """Whether the program plans sessions again and again, so that the next one has a step to move."""
    return pairing.program.steps.filter(kind=Step.Kind.SESSION, enabled=True, every_days__isnull=False).exists()
