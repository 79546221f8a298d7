from pairings.models.agenda import AgendaItem
from pairings.models.agreement import AgreementSignature, AgreementVersion
from pairings.models.checkin import CheckIn
from pairings.models.concern import Concern, ConcernReading
from pairings.models.draft import Draft
from pairings.models.ending import Departure, EndingProposal, EndingWish, Finish
from pairings.models.expectation import Expectation
from pairings.models.farewell import KeepsakePiece, Reflection, Thanks
from pairings.models.feedback import Feedback
from pairings.models.fit_check import FitCheck
from pairings.models.introduction import Introduction
from pairings.models.kudos import Kudos
from pairings.models.listening import FeltHeard, HeardAnswer
from pairings.models.meeting import (
    Attendance,
    Availability,
    CalendarChoice,
    PlannedSession,
    ProposedTime,
    TimeProposal,
)
from pairings.models.message import Message, MessageReport
from pairings.models.pairing import Pairing
from pairings.models.promise import Promise
from pairings.models.session import PrivateNote, Session, SessionLog
from pairings.models.touchpoint import MeetingAnswer, Touchpoint
from pairings.models.usefulness import Usefulness

__all__ = [
    "AgendaItem",
    "AgreementSignature",
    "AgreementVersion",
    "Attendance",
    "Availability",
    "CalendarChoice",
    "CheckIn",
    "Concern",
    "ConcernReading",
    "Departure",
    "Draft",
    "EndingProposal",
    "EndingWish",
    "Expectation",
    "Feedback",
    "FeltHeard",
    "Finish",
    "FitCheck",
    "HeardAnswer",
    "Introduction",
    "KeepsakePiece",
    "Kudos",
    "MeetingAnswer",
    "Message",
    "MessageReport",
    "Pairing",
    "PlannedSession",
    "PrivateNote",
    "Promise",
    "ProposedTime",
    "Reflection",
    "Session",
    "SessionLog",
    "Thanks",
    "TimeProposal",
    "Touchpoint",
    "Usefulness",
]
