"""The mails about goals: each is checked again at the moment it goes out, in a constant number of queries.

Coordinators can read a program's mails, so no mail holds more of a goal than its title, its state and its progress;
of a private goal not even the title.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.urls import reverse

from goals.goals.access import ANSWER
from goals.goals.models import Comment, Goal, GoalVersion, Milestone
from mentoring.accounts.models import User
from mentoring.notifications.answering import links
from mentoring.notifications.planning.kinds import PAIR, Kind, Letter, Prepared, Suppressed
from mentoring.notifications.planning.models import Notification


@dataclass(frozen=True)
class News:
    """One thing about a goal for one person, with what is needed to see whether it is still true."""

    row: Notification
    goal: Goal
    versions: list[GoalVersion]
    milestone: Milestone | None
    told_with: int  # the notification that tells the milestones of this goal together
    last_words: dict[int, int]  # by person, the newest comment on the goal

    @property
    def recipient(self) -> User:
        return self.row.recipient

    @property
    def version(self) -> int:
        return int(self.row.payload.get("version", 0))


def prepare(rows: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    """Of every kind about a goal, in one go."""
    return {row.pk: _decide(row, news) for row, news in zip(rows, _load(rows), strict=True)}


def _decide(row: Notification, news: News | None) -> Prepared:
    if news is None:
        return Suppressed("The goal was removed before this went out.")
    if not news.goal.pairing.has(news.recipient):
        return Suppressed("The recipient isn't in this pair.")
    if not news.goal.pairing.is_live:
        return Suppressed("The pair had ended before this went out.")
    reason = WHY_NOT[row.kind](news)
    return Suppressed(reason) if reason else _letter(news)


def _letter(news: News) -> Letter:
    words = _words(news)
    waits = news.goal.state == Goal.State.PROPOSED and news.goal.proposed_by_id != news.recipient.pk
    return Letter(
        words,
        news.goal.pairing.program.name,
        thread=f"pairing-{news.goal.pairing_id}",
        url=_page(news),
        actions=(("Read it and answer", words["answer_url"]),) if waits else (),
    )


def _load(rows: Sequence[Notification]) -> list[News | None]:
    ids = {row.payload["goal"] for row in rows}
    reached = [row for row in rows if row.kind == "milestone_reached"]
    goals = Goal.objects.with_people().with_progress().in_bulk(ids)
    milestones = Milestone.objects.in_bulk({row.payload.get("milestone") for row in reached} - {None})
    versions: dict[int, list[GoalVersion]] = {pk: [] for pk in ids}
    for version in GoalVersion.objects.filter(goal__in=ids).order_by("number"):
        versions[version.goal_id].append(version)
    still_reached = {pk for pk, milestone in milestones.items() if milestone.reached_on}
    together = {
        (row.payload["goal"], row.recipient_id): row.pk
        for row in sorted(reached, key=lambda row: row.pk)
        if row.payload.get("milestone") in still_reached
    }
    last_words = _last_words({row.payload["goal"] for row in rows if "comment" in row.payload})

    def news(row: Notification) -> News | None:
        goal = goals.get(row.payload["goal"])
        if goal is None:
            return None
        milestone = milestones.get(row.payload.get("milestone"))
        told_with = together.get((goal.pk, row.recipient_id), row.pk)
        words = last_words.get(goal.pk, {})
        return News(row, goal, versions[goal.pk], milestone, told_with, words)

    return [news(row) for row in rows]


def _last_words(goals: set[int]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    if goals:
        newest = Comment.objects.filter(goal__in=goals).order_by().values_list("goal", "by").annotate(Max("pk"))
        for goal, by, pk in newest:
            found.setdefault(goal, {})[by] = pk
    return found


def why_not_proposed(news: News) -> str:
    if news.goal.state != Goal.State.PROPOSED or news.goal.proposed_by_id == news.recipient.pk:
        return "The goal wasn't waiting for the recipient's answer any more."
    return "" if news.version == news.versions[-1].number else "The proposal was worded anew; that is told instead."


def why_not_agreed(news: News) -> str:
    if news.goal.state != Goal.State.AGREED or news.goal.agreed_at is None:
        return "The goal wasn't agreed any more."
    told = news.row.payload.get("agreed_at", "")
    return "" if told in ("", news.goal.agreed_at.isoformat()) else "It was agreed anew; that is told instead."


def why_not_revised(news: News) -> str:
    theirs = [version.number for version in news.versions if version.by_id != news.recipient.pk]
    return "" if news.version == max(theirs, default=0) else "The goal was changed again; that is told instead."


def why_not_reached(news: News) -> str:
    return "" if news.goal.state == Goal.State.REACHED else "The goal wasn't marked as reached any more."


def why_not_milestone(news: News) -> str:
    if news.milestone is None or news.milestone.reached_on is None:
        return "The milestone wasn't marked as reached any more."
    if news.goal.state == Goal.State.DROPPED:
        return "The goal was let go before this went out."
    return "" if news.told_with == news.row.pk else "Told together with another milestone of this goal."


def why_not_commented(news: News) -> str:
    told = news.row.payload.get("comment", 0)
    if news.last_words.get(news.recipient.pk, 0) > told:
        return "The recipient has answered already."
    partner = news.goal.pairing.partner_of(news.recipient)
    return "Told together with a later word." if news.last_words.get(partner.pk, 0) > told else ""


WHY_NOT: dict[str, Callable[[News], str]] = {
    "goal_proposed": why_not_proposed,
    "goal_agreed": why_not_agreed,
    "goal_commented": why_not_commented,
    "goal_revised": why_not_revised,
    "goal_reached": why_not_reached,
    "milestone_reached": why_not_milestone,
}


def _words(news: News) -> dict[str, Any]:
    goal, partner = news.goal, news.goal.pairing.partner_of(news.recipient)
    change = next((v.get_change_display().lower() for v in news.versions if v.number == news.version), "")
    role = "mentor" if news.recipient.pk == goal.pairing.mentor.user_id else "mentee"
    return {
        "partner": str(partner),
        "partner_first": partner.first_name,
        "title": "" if goal.is_private else goal.title,
        "change": change,
        "is_anew": news.version > 1,
        "reached": goal.milestones_reached,  # type: ignore[attr-defined]  # from with_progress()
        "total": goal.milestones_total,  # type: ignore[attr-defined]
        "goal_url": settings.SITE_URL + _page(news),
        "answer_url": settings.SITE_URL + reverse("goal_answer", args=[_key(news)]),
        "why": f"You are {partner.first_name}’s {role} in {goal.pairing.program.name}.",
    }


def _page(news: News) -> str:
    """With the milestone that is told, if there is one: its page celebrates it and offers to send a word."""
    page = reverse("goal", args=[news.goal.pk])
    return f"{page}?reached={news.milestone.pk}" if news.milestone else page


def _key(news: News) -> str:
    return links.make(ANSWER, user_id=news.recipient.pk, object_id=news.goal.pk)


def sample() -> dict[str, Any]:
    return {
        "partner": "Sam Lee",
        "partner_first": "Sam",
        "title": "Run my first team demo",
        "change": "revised",
        "is_anew": False,
        "reached": 2,
        "total": 5,
        "program": "Women in Engineering",
        "goal_url": f"{settings.SITE_URL}/example",
        "answer_url": f"{settings.SITE_URL}/example",
        "why": "You are Sam’s mentor in Women in Engineering.",
    }


KINDS = [
    Kind("goal_proposed", "A goal is proposed to you", prepare, sample, roles=PAIR),
    Kind("goal_agreed", "Your goal is agreed", prepare, sample, roles=PAIR),
    Kind("goal_commented", "Your partner wrote about a goal", prepare, sample, roles=PAIR),
    Kind("goal_revised", "A goal is changed", prepare, sample, roles=PAIR),
    Kind("goal_reached", "A goal is reached", prepare, sample, roles=PAIR),
    Kind("milestone_reached", "A milestone is reached", prepare, sample, roles=PAIR),
]
