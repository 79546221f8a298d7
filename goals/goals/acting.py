"""Acts on a goal: `pairings.pair.acting` plus what is special about goals.

    with acting.on(goal, by=user, now=now) as act:
        act.must_be_open()
        ...
        act.record("goal.let_go")

Coordinators can read the activity and the mail log of their program. So a private goal leaves no trace in either, and
no mail quotes more of a goal than its title: what they may not see must not reach them some other way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from goals.goals.models import Goal, GoalReview, GoalVersion
from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.pair import acting
from pairings.pair.acting import Act, TheTwo, read_only

THE_TWO = TheTwo(
    others="Only the mentor and the mentee of this pair change its goals.",
    ended=read_only("its goals"),
)


@dataclass(frozen=True)
class GoalAct:
    goal: Goal
    of_pair: Act

    def must_be_open(self) -> None:
        if not self.goal.is_open:
            raise Refused(f"This goal is closed ({self.goal.get_state_display().lower()}). Revive it first.")

    def write_version(self, change: str, *, reason: str = "", review: GoalReview | None = None) -> GoalVersion:
        """The goal's row is locked, so the numbers have no gaps."""
        return GoalVersion.objects.create(
            goal=self.goal,
            number=self.goal.versions.count() + 1,
            change=change,
            reason=reason,
            content=self.goal.content,
            review=review,
            by=self.of_pair.member.user,
            at=self.of_pair.now,
        )

    def record(self, verb: str, **details: Any) -> None:
        """Write the activity entry and set the goal's `moved_at`."""
        Goal.objects.filter(pk=self.goal.pk).update(moved_at=self.of_pair.now)
        self.goal.moved_at = self.of_pair.now
        self._shown.record(verb, self.goal, **details)

    def tell_partner(self, kind: str, *, key: str, **ids: Any) -> None:
        partner = self.of_pair.partner.user
        self._shown.tell(partner, kind, key=f"{key}:{partner.pk}", goal=self.goal.pk, **ids)

    @property
    def _shown(self) -> Act:
        return self.of_pair.in_private() if self.goal.is_private else self.of_pair


@contextmanager
def on(goal: Goal, *, by: User, now: datetime) -> Iterator[GoalAct]:
    """The goal as it is now, locked with its pair until the block ends.

    Refused for anybody but the two, and once the pair has ended.
    """
    with acting.on(goal, by=by, now=now, only=THE_TWO) as act:
        found = Goal.objects.select_for_update(no_key=True).get(pk=goal.pk)
        found.pairing = act.pairing
        yield GoalAct(found, act)
