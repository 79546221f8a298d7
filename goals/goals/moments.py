"""What goals add to the story of a pair: goals agreed, revised and reached, and milestones."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse

from goals.goals.models import Goal, GoalVersion, Milestone
from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from pairings.story.moments import Moment
from pairings.story.queries import name_of

Change = GoalVersion.Change
BRAVE = {Change.REVISE: "revised", Change.REVIVE: "took up again", Change.REBUILD: "rebuilt"}


def moments(pairing: Pairing, viewer: User, now: datetime) -> list[Moment]:
    """In one query, for the pair alone: nobody else gets any. Load the pairing `with_people()` first."""
    if not pairing.has(viewer):
        return []
    of_goal = {"goal": OuterRef("pk")}
    changes = GoalVersion.objects.filter(**of_goal, change__in=[*BRAVE, Change.REACHED]).order_by("number")
    reached = Milestone.objects.filter(**of_goal, reached_on__isnull=False).order_by("position")
    goals = Goal.objects.filter(pairing=pairing).annotate(
        told_changes=ArraySubquery(changes.values(json=JSONObject(change="change", at="at", by="by_id"))),
        told_milestones=ArraySubquery(reached.values(json=JSONObject(title="title", on="reached_on"))),
    )
    return [moment for goal in goals for moment in _of_goal(goal, pairing, viewer)]


def _of_goal(goal: Any, pairing: Pairing, viewer: User) -> Iterator[Moment]:
    url, title = reverse("goal", args=[goal.pk]), goal.title
    if goal.agreed_at:
        on = pairing.own_day(goal.agreed_by_id, goal.agreed_at)
        yield Moment(on, "You agreed on a goal", "target", words=title, url=url, rank=5)
    for row in goal.told_milestones:
        on = date.fromisoformat(row["on"])
        yield Moment(on, "A milestone is reached", "check", "ok", words=row["title"], url=url, rank=7)
    for row in goal.told_changes:
        on, change = pairing.own_day(row["by"], datetime.fromisoformat(row["at"])), Change(row["change"])
        if change == Change.REACHED:
            yield Moment(on, "A goal is reached", "flag", "ok", words=title, url=url, rank=8)
        else:
            said = f"{name_of(row['by'], pairing, viewer)} {BRAVE[change]} a goal. That takes courage."
            yield Moment(on, said, "sprout", words=title, url=url, rank=6)
