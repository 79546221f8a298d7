"""The mails about goals.

Coordinators can read a program's mails, so no mail holds more of a goal than its title, its state and its progress;
for a private goal not even the title.
"""

from collections.abc import Callable

from django.conf import settings
from django.db.models import Max
from django.urls import reverse

from goals.goals.access import ANSWER
from goals.goals.models import Comment, Goal, GoalVersion, Milestone
from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import PAIR, Kind, Letter
from pairings.pair import letters, samples
from pairings.pair.letters import ENDED, NOT_OF_PAIR, PairNotice

About = PairNotice[Goal]
MILESTONE = "milestone_reached"


def proposed(notice: About) -> Letter | str:
    goal, versions = notice.about, _versions_of(notice)
    if goal.state != Goal.State.PROPOSED or goal.proposed_by_id == notice.reader.pk:
        return "The goal wasn't waiting for the recipient's answer any more."
    if _version(notice) != versions[-1].number:
        return "The proposal was worded anew; that is told instead."
    return _letter(notice)


def agreed(notice: About) -> Letter | str:
    goal, told = notice.about, notice.row.payload.get("agreed_at", "")
    if goal.state != Goal.State.AGREED or goal.agreed_at is None:
        return "The goal wasn't agreed any more."
    if told not in ("", goal.agreed_at.isoformat()):
        return "It was agreed anew; that is told instead."
    return _letter(notice)


def commented(notice: About) -> Letter | str:
    told, words = notice.row.payload.get("comment", 0), notice.ask(_last_words).get(notice.about.pk, {})
    if words.get(notice.reader.pk, 0) > told:
        return "The recipient has answered already."
    if words.get(notice.partner.pk, 0) > told:
        return "Told together with a later word."
    return _letter(notice)


def revised(notice: About) -> Letter | str:
    theirs = [version.number for version in _versions_of(notice) if version.by_id != notice.reader.pk]
    if _version(notice) != max(theirs, default=0):
        return "The goal was changed again; that is told instead."
    return _letter(notice)


def reached(notice: About) -> Letter | str:
    if notice.about.state != Goal.State.REACHED:
        return "The goal wasn't marked as reached any more."
    return _letter(notice)


def milestone_reached(notice: About) -> Letter | str:
    goal, milestone = notice.about, notice.ask(_milestones).get(notice.row.payload.get("milestone"))
    if milestone is None or milestone.reached_on is None:
        return "The milestone wasn't marked as reached any more."
    if goal.state == Goal.State.DROPPED:
        return "The goal was let go before this went out."
    if notice.ask(_told_with)[goal.pk, notice.row.recipient_id] != notice.row.pk:
        return "Told together with another milestone of this goal."
    return _letter(notice, milestone)


def _letter(notice: About, milestone: Milestone | None = None) -> Letter:
    goal, version, page = notice.about, _version(notice), reverse("goal", args=[notice.about.pk])
    path = f"{page}?reached={milestone.pk}" if milestone else page
    waits = goal.state == Goal.State.PROPOSED and goal.proposed_by_id != notice.reader.pk
    answer = notice.answer_url("goal_answer", ANSWER, object_id=goal.pk)
    return notice.letter(
        path,
        actions=(("Read it and answer", answer),) if waits else (),
        title="" if goal.is_private else goal.title,
        change=next((one.get_change_display().lower() for one in _versions_of(notice) if one.number == version), ""),
        is_anew=version > 1,
        reached=goal.milestones_reached,  # type: ignore[attr-defined]  # from with_progress()
        total=goal.milestones_total,  # type: ignore[attr-defined]
        goal_url=settings.SITE_URL + path,
        answer_url=answer,
    )


def _version(notice: About) -> int:
    """The number of the version this notification is about; 0 if it isn't about one."""
    return int(notice.row.payload.get("version", 0))


def _versions_of(notice: About) -> list[GoalVersion]:
    return notice.ask(_versions)[notice.about.pk]


def _goals(batch: Batch) -> dict[int, Goal]:
    return Goal.objects.with_people().with_progress().in_bulk(batch.ids("goal"))


def _versions(batch: Batch) -> dict[int, list[GoalVersion]]:
    found: dict[int, list[GoalVersion]] = {pk: [] for pk in batch.ids("goal")}
    for version in GoalVersion.objects.filter(goal__in=found).order_by("number"):
        found[version.goal_id].append(version)
    return found


def _milestones(batch: Batch) -> dict[int, Milestone]:
    return Milestone.objects.in_bulk(batch.ids("milestone", MILESTONE))


def _told_with(batch: Batch) -> dict[tuple[int, int], int]:
    """By (goal, person): the last notification about a milestone that is still reached. It speaks for all of them."""
    still = {pk for pk, milestone in batch.ask(_milestones).items() if milestone.reached_on}
    told = [row for row in batch.rows if row.kind == MILESTONE and row.payload.get("milestone") in still]
    return {(row.payload["goal"], row.recipient_id): row.pk for row in sorted(told, key=lambda row: row.pk)}


def _last_words(batch: Batch) -> dict[int, dict[int, int]]:
    """By goal, then by person: the id of the newest comment."""
    goals = batch.ids("goal", "goal_commented")
    found: dict[int, dict[int, int]] = {}
    newest = Comment.objects.filter(goal__in=goals).order_by().values_list("goal", "by").annotate(Max("pk"))
    for goal, by, pk in newest:
        found.setdefault(goal, {})[by] = pk
    return found


def _while_a_pair(tell: Callable[[About], Letter | str]) -> Callable[[About], Letter | str]:
    def run(notice: About) -> Letter | str:
        if not notice.takes_part:
            return NOT_OF_PAIR
        return tell(notice) if notice.pairing.is_live else ENDED

    return run


SAMPLE = samples.of_mentor(
    title="Run my first team demo",
    change="revised",
    is_anew=False,
    reached=2,
    total=5,
    goal_url=samples.EXAMPLE,
    answer_url=samples.EXAMPLE,
)
GOALS = letters.about("goal", _goals)


def _kind(name: str, title: str, tell: Callable[[About], Letter | str]) -> Kind:
    gone = "The goal was removed before this went out."
    return GOALS.kind(name, title, _while_a_pair(tell), SAMPLE, gone=gone, roles=PAIR)


KINDS = [
    _kind("goal_proposed", "A goal is proposed to you", proposed),
    _kind("goal_agreed", "Your goal is agreed", agreed),
    _kind("goal_commented", "Your partner wrote about a goal", commented),
    _kind("goal_revised", "A goal is changed", revised),
    _kind("goal_reached", "A goal is reached", reached),
    _kind(MILESTONE, "A milestone is reached", milestone_reached),
]
