"""What a person could do now about the goals of their pairs."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.urls import reverse

from goals.goals.models import Goal, Milestone
from goals.goals.outlines import is_quiet
from mentoring.accounts.models import User
from mentoring.next_steps import Known, Loaded, NextStep, Rank
from pairings.pair.models import Pairing

DUE_SOON = timedelta(days=7)
LONG_PAST = timedelta(days=30)  # a milestone this late belongs in the goal review, not on the home page
GOALS: Loaded[Sequence[Goal]] = Loaded("the goals `open_of` the person")


def open_of(user: User) -> list[Goal]:
    """The open goals of the person's live pairs, with their milestones, in two queries."""
    rows = Goal.objects.of(user).open().exclude(pairing__state=Pairing.State.ENDED)
    related = ("proposed_by", "pairing__program", "pairing__mentee")
    return list(rows.select_related(*related).prefetch_related("milestones"))


def next_steps(known: Known) -> list[NextStep]:
    """Proposals to answer, milestones due soon, and the quietest goal of each pair.

    Milestones are offered to the mentee only, one per goal.
    """
    goals, user, now = known[GOALS], known.user, known.now
    proposed = [goal for goal in goals if goal.state == Goal.State.PROPOSED and goal.proposed_by_id != user.pk]
    due = (_first_due(goal, user.today(now)) for goal in goals if goal.pairing.mentee.user_id == user.pk)
    return [
        *map(_proposal, proposed),
        *(_milestone_due(milestone, user.today(now)) for milestone in due if milestone),
        *map(_quiet, _quietest(goals, now)),
    ]


def _proposal(goal: Goal) -> NextStep:
    return NextStep(
        rank=Rank.WAITS_FOR_YOU,
        headline=f"{goal.proposed_by.first_name} proposed a goal: talk about it and agree",
        detail=goal.title,
        label="Read the goal",
        url=reverse("goal", args=[goal.pk]),
        program=goal.pairing.program.name,
        pairing=goal.pairing_id,
    )


def _first_due(goal: Goal, today: date) -> Milestone | None:
    """The goal's earliest milestone that is due soon or not too long overdue; None while the pair is on a pause."""
    if goal.pairing.state != Pairing.State.ACTIVE:
        return None
    waiting = [one for one in goal.milestones.all() if one.due_on and not one.reached_on]
    near = [one for one in waiting if one.due_on and today - LONG_PAST <= one.due_on <= today + DUE_SOON]
    return min(near, key=lambda one: (one.due_on, one.position), default=None)


def _milestone_due(milestone: Milestone, today: date) -> NextStep:
    goal = milestone.goal
    days = (milestone.due_on - today).days if milestone.due_on else 0
    return NextStep(
        rank=Rank.DUE,
        headline=f"“{milestone.title}” {_when(days)}",
        detail=f"A milestone of “{goal.title}”",
        label="Open the goal",
        url=reverse("goal", args=[goal.pk]),
        program=goal.pairing.program.name,
        pairing=goal.pairing_id,
    )


def _when(days: int) -> str:
    words = {0: "is due today", 1: "is due tomorrow", -1: "was due yesterday"}
    return words.get(days) or (f"is due in {days} days" if days > 0 else f"was due {-days} days ago")


def _quietest(goals: Sequence[Goal], now: datetime) -> list[Goal]:
    by_pair: dict[int, list[Goal]] = defaultdict(list)
    for goal in goals:
        if is_quiet(goal, now):
            by_pair[goal.pairing_id].append(goal)
    return [min(quiet, key=lambda goal: goal.moved_at) for quiet in by_pair.values()]


def _quiet(goal: Goal) -> NextStep:
    return NextStep(
        rank=Rank.COMING,
        headline=f"It has been quiet around “{goal.title}”",
        detail="That happens. Say where you stand, or look at your goals together: a goal may change.",
        label="Look at the goal",
        url=reverse("goal", args=[goal.pk]),
        program=goal.pairing.program.name,
        pairing=goal.pairing_id,
    )
