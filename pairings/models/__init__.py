from pairings.models.checkin import CheckIn
from pairings.models.pairing import Pairing
from pairings.models.session import PrivateNote, Session, SessionLog
from pairings.models.touchpoint import MeetingAnswer, Touchpoint

__all__ = ["CheckIn", "MeetingAnswer", "Pairing", "PrivateNote", "Session", "SessionLog", "Touchpoint"]
