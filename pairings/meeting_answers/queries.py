"""What the pages behind “did you meet?” need to know."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from mentoring.accounts.models import User
from pairings.meeting_answers.models import MeetingAnswer
from pairings.pair.models import Pairing
from pairings.sessions import queries as sessions
from pairings.sessions.models import Session
from pairings.times import queries as times
from pairings.times.models import PlannedSession
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Step

State = Touchpoint.State
NAMESPACE = uuid.UUID("5f0c3b62-6d5e-4a55-9a50-3c1a4f6f2d11")


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
            "held_on": times.day_met(pairing, user, due_on=touchpoint.due_on, now=now),
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


@dataclass(frozen=True)
class PlannedQuestion:
    """About a planned session whose time has come. `step` is the open step that waits for it, if there is one."""

    is_answered: bool
    may_change: bool
    over: str  # why there is nothing to answer; empty if there is
    step: Touchpoint | None
    first_values: dict[str, Any]


def planned_question(planned: PlannedSession, user: User, *, now: datetime) -> PlannedQuestion:
    pairing, mine = planned.pairing, planned_session_of(planned, user)
    today, day = pairing.program.today(now), planned.starts_at.astimezone(user.zone).date()
    over = _planned_over(planned, is_mine=mine is not None, now=now)
    step = None
    if pairing.is_live and not over:
        step = mine.touchpoint if mine else step_of(planned, today=today)
    is_answered = mine is not None or planned.state == PlannedSession.State.NOT_HELD
    return PlannedQuestion(
        is_answered=is_answered,
        may_change=is_answered and not over,
        over=over,
        step=step,
        first_values={
            "held_on": min(day, today),
            "minutes": planned.minutes,
            "to": _proposed(step, today) if step else None,
        },
    )


def planned_session_of(planned: PlannedSession, user: User) -> Session | None:
    """What this person's earlier answer has logged."""
    found = Session.objects.filter(form_key=planned_key(planned, user))
    people = ("pairing__program", "pairing__mentor__user", "pairing__mentee__user")
    return found.select_related(*people, "log", "touchpoint__step").first()


def planned_key(planned: PlannedSession, user: User) -> uuid.UUID:
    """The same answer sent twice has the same key, so it logs only one session."""
    return uuid.uuid5(NAMESPACE, f"planned:{planned.pk}:{user.pk}")


def may_be_answered(planned: PlannedSession, *, now: datetime) -> bool:
    """While the pair lasts; after that for 14 days, if it is the newest meeting of the two."""
    pairing = planned.pairing
    if pairing.is_live:
        return True
    day, until = planned.starts_at.astimezone(pairing.program.zone).date(), sessions.last_day_to_log(pairing)
    if until is None or pairing.program.today(now) > until:
        return False
    newest = times.unlogged(pairing, now=now)
    return newest in (None, planned) and not pairing.sessions.filter(held_on__gte=day).exists()


def step_of(planned: PlannedSession, *, today: date) -> Touchpoint | None:
    """The open session step that waits for this session: due by its day, with nothing else planned for it."""
    pairing = planned.pairing
    due = pairing.touchpoints.open().filter(step__kind=Step.Kind.SESSION, due_on__lte=today)
    step = due.select_related("step").first()
    if step is None or _is_planned_again(pairing, planned):
        return None
    step.pairing = pairing
    return step


def _is_planned_again(pairing: Pairing, planned: PlannedSession) -> bool:
    return pairing.planned_sessions.unsettled().filter(starts_at__gt=planned.starts_at).exists()


def _planned_over(planned: PlannedSession, *, is_mine: bool, now: datetime) -> str:
    if planned.state == PlannedSession.State.CANCELLED:
        return "This session was canceled."
    if planned.session_id and not is_mine:
        return "This session is logged already. One answer is enough for both of you."
    if planned.starts_at > now:
        return "This session is still to come."
    return "" if may_be_answered(planned, now=now) else times.NO_PAIR
