"""Imports the models of every room so that Django finds them."""

from pairings.agenda.models import AgendaItem
from pairings.agreement.models import AgreementSignature, AgreementVersion
from pairings.calendars.models import Availability, CalendarChoice
from pairings.check_ins.models import CheckIn
from pairings.concerns.models import Concern, ConcernReading
from pairings.drafts.models import Draft
from pairings.endings.models import Departure, EndingProposal, EndingWish, Finish
from pairings.expectations.models import Expectation
from pairings.farewells.models import Reflection, Thanks
from pairings.feedback.models import Feedback
from pairings.fit_checks.models import FitCheck
from pairings.introductions.models import Introduction
from pairings.keepsake.models import KeepsakePiece
from pairings.kudos.models import Kudos
from pairings.listening.models import FeltHeard, HeardAnswer
from pairings.meeting_answers.models import MeetingAnswer
from pairings.messages.models import Message, MessageReport
from pairings.pair.models import Pairing
from pairings.promises.models import Promise
from pairings.sessions.models import PrivateNote, Session, SessionLog
from pairings.times.models import Attendance, PlannedSession, ProposedTime, TimeProposal
from pairings.touchpoints.models import Touchpoint
from pairings.usefulness.models import Usefulness

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
