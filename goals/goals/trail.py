"""What every act on a goal shares: the lock, the refusal, the trail, the word to the partner.

The coordinators of a program read its activity and its mail log. A private goal leaves nothing in either, and no mail
holds more than the goal's title: what they may not see must not reach them through a side door.
"""

from datetime import datetime
from typing import Any

from goals.goals.models import Goal, GoalReview, GoalVersion
from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications.planning import outbox
from mentoring.web.integrity import Refused
from pairings.pair.models import Pairing


def locked(goal: Goal, *, by: User) -> Goal:
    """The goal as it stands, locked until the end of the transaction; Refused where it can't be changed."""
    found = Goal.objects.select_for_update(of=("self",), no_key=True).with_people().get(pk=goal.pk)
    must_be_writable(found.pairing, by=by)
    return found


def must_be_writable(pairing: Pairing, *, by: User) -> None:
    if not pairing.has(by):
        raise Refused("Only the mentor and the mentee of this pair change its goals.")
    if not pairing.is_live:
        raise Refused("This pair has ended: its goals can be read, not changed.")


def must_be_open(goal: Goal) -> None:
    if not goal.is_open:
        raise Refused(f"This goal is closed ({goal.get_state_display().lower()}). Revive it first.")


def write_version(
    goal: Goal, change: str, *, reason: str = "", review: GoalReview | None = None, by: User, now: datetime
) -> GoalVersion:
    """The goal's row is locked, so the numbers have no gaps."""
    number = goal.versions.count() + 1
    return GoalVersion.objects.create(
        goal=goal, number=number, change=change, reason=reason, content=goal.content, review=review, by=by, at=now
    )


def leave(verb: str, goal: Goal, *, by: User, now: datetime, **details: Any) -> None:
    """The entry in the activity; and the goal has moved."""
    Goal.objects.filter(pk=goal.pk).update(moved_at=now)
    goal.moved_at = now
    shown = not goal.is_private
    record(
        verb,
        goal,
        by=by,
        program_id=goal.pairing.program_id if shown else None,
        pairing_id=goal.pairing_id if shown else None,
        now=now,
        **details,
    )


def tell(kind: str, goal: Goal, *, key: str, to: User, now: datetime, **payload: Any) -> None:
    shown = not goal.is_private
    outbox.tell(
        to,
        kind,
        key=f"{kind}:{key}:{to.pk}",
        payload={"goal": goal.pk, **payload},
        program_id=goal.pairing.program_id if shown else None,
        pairing_id=goal.pairing_id if shown else None,
        now=now,
    )
