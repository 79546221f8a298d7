from pairings.models.checkin import CheckIn
from pairings.models.meeting import (
    Attendance,
    Availability,
    CalendarChoice,
    PlannedSession,
    ProposedTime,
    TimeProposal,
)
from pairings.models.pairing import Pairing
from pairings.models.session import PrivateNote, Session, SessionLog
from pairings.models.touchpoint import MeetingAnswer, Touchpoint
from pairings.models.usefulness import Usefulness

__all__ = [
    "Attendance",
    "Availability",
    "CalendarChoice",
    "CheckIn",
    "MeetingAnswer",
    "Pairing",
    "PlannedSession",
    "PrivateNote",
    "ProposedTime",
    "Session",
    "SessionLog",
    "TimeProposal",
    "Touchpoint",
    "Usefulness",
]
