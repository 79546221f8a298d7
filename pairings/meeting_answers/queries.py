"""What the page behind “did you meet?” needs to know."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from mentoring.accounts.models import User
from pairings.meeting_answers.models import MeetingAnswer
from pairings.sessions.models import Session
from pairings.times import queries as times_queries
from pairings.touchpoints.models import Touchpoint

State = Touchpoint.State


@dataclass(frozen=True)
class Question:
    """For one person. `said` is their answer so far; the page behind the link never shows it."""

    said: MeetingAnswer | None
    is_open: bool  # whether it may be answered, or the answer changed
    may_move: bool
    over: str  # why not, if it isn't open
    first_values: dict[str, Any]


def question(touchpoint: Touchpoint, user: User, *, now: datetime) -> Question:
    """Two queries; load the touchpoint with its pairing, program and people first."""
    pairing, today = touchpoint.pairing, touchpoint.pairing.program.today(now)
    said = touchpoint.answers.filter(member__user=user).first()
    is_logged = Session.objects.filter(touchpoint=touchpoint).exists()
    mine = is_logged and said is not None and said.met
    is_open = pairing.is_live and (touchpoint.state in (State.OPEN, State.MISSED) or mine)
    return Question(
        said=said,
        is_open=is_open,
        may_move=is_open and touchpoint.state != State.MISSED,
        over=_over(touchpoint, is_logged=is_logged),
        first_values={
            "held_on": times_queries.day_met(pairing, user, due_on=touchpoint.due_on, now=now),
            "minutes": pairing.program.session_minutes,
            "to": _proposed(touchpoint, today),
        },
    )


def _over(touchpoint: Touchpoint, *, is_logged: bool) -> str:
    if is_logged:
        return "This session is logged already. One answer is enough for both of you."
    return "This session is marked as done." if touchpoint.state == State.DONE else "This session is no longer planned."


def _proposed(touchpoint: Touchpoint, today: date) -> date:
    """In a week, or on the due day if that is later, but never after the pair's last day."""
    return min(max(today + timedelta(days=7), touchpoint.due_on), touchpoint.pairing.ends_on)
