"""How the demo's mentees grow: comments on goals, goal reviews, learning, and the six areas."""

import random
import uuid
from datetime import datetime, timedelta

from goals.competencies import actions as competencies
from goals.competencies.models import Assessment
from goals.goals import talking as talk
from goals.goals.models import Goal, GoalReview, GoalVersion
from goals.learning import actions as learning
from goals.learning.models import LearningItem
from goals.reviews import actions as reviews
from mentoring.accounts.models import User
from mentoring.demo import words
from pairings.pair.models import Pairing
from programs.library import actions as resources
from programs.library.models import Competency, Resource
from programs.program.models import Program

Moment = Assessment.Moment


def fill_library(program: Program, *, by: User, now: datetime) -> None:
    for title, kind, area, minutes, about in words.RESOURCES:
        resources.add(program, title=title, kind=kind, area=area, minutes=minutes, about=about, by=by, now=now)


def plan_learning(pairing: Pairing, goal: Goal, chance: random.Random, *, now: datetime) -> None:
    resource = chance.choice(list(Resource.objects.filter(program=pairing.program)))
    learning.add(
        pairing,
        resource=resource,
        title=resource.title,
        kind=resource.kind,
        goal=goal,
        why="It helped me at your point.",
        by=pairing.mentor.user,
        now=now,
        form_key=_key(chance),
    )
    title = chance.choice(words.OWN_LEARNING)
    learning.add(pairing, title=title, kind="practice", by=pairing.mentee.user, now=now, form_key=_key(chance))


def finish_learning(pairing: Pairing, chance: random.Random, *, now: datetime) -> None:
    item = LearningItem.objects.planned().filter(pairing=pairing).order_by("pk").first()
    if item:
        rating, takeaway = chance.choice([3, 4, 5]), chance.choice(words.TAKEAWAYS)
        learning.finish(item, rating=rating, takeaway=takeaway, by=pairing.mentee.user, now=now)


def rate(pairing: Pairing, moment: str, chance: random.Random, *, now: datetime) -> None:
    low, high = (2, 3) if moment == Moment.START else (3, 5)
    for by in (pairing.mentee.user, pairing.mentor.user):
        ratings = {area: chance.randint(low, high) for area in Competency.values}
        competencies.rate(pairing, moment=moment, ratings=ratings, by=by, now=now)


def comment(goal: Goal, chance: random.Random, *, by: User, now: datetime) -> None:
    talk.say(goal, text=chance.choice(words.TALK), by=by, now=now, form_key=_key(chance))


def comment_as_mentee(pairing: Pairing, chance: random.Random, *, now: datetime) -> None:
    for goal in Goal.objects.filter(pairing=pairing).order_by("pk")[:1]:
        comment(goal, chance, by=pairing.mentee.user, now=now)


def review(pairing: Pairing, chance: random.Random, *, now: datetime) -> None:
    agreed = list(pairing.goals.filter(state=Goal.State.AGREED))
    if not agreed:
        reviews.hold(pairing, by=pairing.mentee.user, now=now)
    for goal in agreed:
        _decide(goal, chance, now=now)
    if GoalReview.objects.filter(pairing=pairing).count() == 1:
        rate(pairing, Moment.MIDDLE, chance, now=now + timedelta(minutes=30))
    finish_learning(pairing, chance, now=now + timedelta(minutes=45))


def _decide(goal: Goal, chance: random.Random, *, now: datetime) -> None:
    by, version = goal.pairing.mentee.user, goal.versions.count()
    if chance.random() < 0.7 or goal.due_on is None:
        change, reason = GoalVersion.Change.REAFFIRM, "Still the right one."
        reviews.decide(goal, change=change, reason=reason, version=version, by=by, now=now)
        return
    later = min(goal.due_on + timedelta(days=14), goal.pairing.ends_on)
    change, reason = GoalVersion.Change.REVISE, "More time than we thought."
    reviews.decide(goal, change=change, reason=reason, version=version, due_on=later, by=by, now=now)


def _key(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)
