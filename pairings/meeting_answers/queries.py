"""What the page behind “did you meet?” needs to know."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from mentoring.accounts.models import User
from pairings.meeting_answers.models import MeetingAnswer
from pairings.sessions.models import Session
from pairings.touchpoints.models import Touchpoint

State = Touchpoint.State


@dataclass(frozen=True)
class Question:
    """For one person: `said` is their answer so far, `logged` the session of this touchpoint."""

    said: MeetingAnswer | None
    partner_said: MeetingAnswer | None
    logged: Session | None
    is_open: bool  # whether it may be answered, or the answer changed
    may_move: bool
    first_values: dict[str, Any]

    @property
    def is_done_by_partner(self) -> bool:
        return self.logged is not None and not self.is_open


def question(touchpoint: Touchpoint, user: User, *, now: datetime) -> Question:
    """Two queries; load the touchpoint with its pairing, program and people first."""
    pairing, today = touchpoint.pairing, touchpoint.pairing.program.today(now)
    answers = {answer.member.user_id: answer for answer in touchpoint.answers.select_related("member__user")}
    said = answers.get(user.pk)
    logged = Session.objects.filter(touchpoint=touchpoint).select_related("logged_by").first()
    mine = logged is not None and said is not None and said.met
    is_open = pairing.is_live and (touchpoint.state in (State.OPEN, State.MISSED) or mine)
    return Question(
        said=said,
        partner_said=next((answer for member, answer in answers.items() if member != user.pk), None),
        logged=logged,
        is_open=is_open,
        may_move=is_open and touchpoint.state != State.MISSED,
        first_values={
            "held_on": said.on if said and said.met else min(touchpoint.due_on, today),
            "minutes": (said.minutes if said and said.met else None) or pairing.program.session_minutes,
            "to": said.on if said and not said.met else _proposed(touchpoint, today),
        },
    )


def _proposed(touchpoint: Touchpoint, today: date) -> date:
    """In a week, or on the due day if that is later, but never after the pair's last day."""
    return min(max(today + timedelta(days=7), touchpoint.due_on), touchpoint.pairing.ends_on)
