"""The learning plan: items are planned or recommended, done, rated, taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from goals.goals.acting import THE_TWO
from goals.goals.models import Goal
from goals.learning.models import LearningItem
from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.pair import acting
from pairings.pair.acting import Act
from pairings.pair.models import Pairing
from programs.library.models import Resource

# What the activity page says after the actor's name.
SENTENCES = {
    "learning.planned": "planned something to learn",
    "learning.recommended": "recommended something to learn",
    "learning.changed": "changed something in the learning plan",
    "learning.done": "did something of the learning plan",
    "learning.rated": "rated something of the learning plan",
    "learning.reopened": "took back something done of the learning plan",
    "learning.removed": "removed something from the learning plan",
}


class Words(TypedDict, total=False):
    title: str
    kind: str
    url: str
    why: str
    goal: Goal | None


def add(
    pairing: Pairing,
    *,
    resource: Resource | None = None,
    by: User,
    now: datetime,
    form_key: UUID,
    **words: Unpack[Words],
) -> LearningItem:
    """Put something into the plan. What the mentor adds is a recommendation, and the mentee is told.

    Sending the same `form_key` again returns the first item.
    """
    act = acting.without_lock(pairing, by=by, now=now, only=THE_TWO)
    _must_belong(pairing, words.get("goal"))
    with transaction.atomic():
        item, is_new = LearningItem.objects.get_or_create(
            form_key=form_key,
            defaults={"pairing": pairing, "resource": resource, "added_by": by, "added_at": now, **words},
        )
        if not is_new:
            return _same_form(item, pairing, by=by)
        recommends = act.member == pairing.mentor
        _record("learning.recommended" if recommends else "learning.planned", item, act)
        if recommends:
            act.tell(act.partner.user, "learning_recommended", key=str(item.pk), item=item.pk)
    return item


def change(item: LearningItem, *, by: User, now: datetime, **words: Unpack[Words]) -> LearningItem:
    """Change what an item says. Refused for anybody but the person who added it."""
    with _acting_on(item, by=by, now=now) as (item, act):
        if item.added_by_id != by.pk:
            raise Refused(f"{act.partner.user.first_name} put this here and can change its words.")
        _must_belong(item.pairing, words.get("goal"))
        for name, value in words.items():
            setattr(item, name, value)
        item.save(update_fields=[*words])
        _record("learning.changed", item, act)
    return item


def finish(
    item: LearningItem,
    *,
    rating: int | None = None,
    takeaway: str = "",
    on: date | None = None,
    by: User,
    now: datetime,
) -> LearningItem:
    """Mark it as done, today unless `on` is given. Refused for anybody but the mentee, and for a day still to come.

    Doing it again replaces the rating and the takeaway but keeps the first day.
    """
    with _acting_on(item, by=by, now=now) as (item, act):
        _must_learn(item, by=by)
        is_new = item.done_on is None
        if on and on > act.own_today:
            raise Refused("Choose today or a day before it.", field="on")
        item.done_on, item.rating, item.takeaway = item.done_on or on or act.own_today, rating, takeaway
        item.save(update_fields=["done_on", "rating", "takeaway"])
        _record("learning.done" if is_new else "learning.rated", item, act)
    return item


def reopen(item: LearningItem, *, by: User, now: datetime) -> LearningItem:
    """It isn't done after all: its rating and takeaway go. Refused for the mentor; doing it again changes nothing."""
    with _acting_on(item, by=by, now=now) as (item, act):
        _must_learn(item, by=by)
        if item.done_on is not None:
            item.done_on, item.rating, item.takeaway = None, None, ""
            item.save(update_fields=["done_on", "rating", "takeaway"])
            _record("learning.reopened", item, act)
    return item


def remove(item: LearningItem, *, by: User, now: datetime) -> None:
    """Take an item out of the plan: the mentee any item, the mentor only their own. Refused if it is done.

    Doing it again changes nothing.
    """
    if not LearningItem.objects.filter(pk=item.pk).exists():
        return
    with _acting_on(item, by=by, now=now) as (item, act):
        if item.done_on is not None:
            raise Refused("This is done. Take that back first, then remove it.")
        if by.pk not in (item.added_by_id, item.pairing.mentee.user_id):
            raise Refused(f"{act.partner.user.first_name} put this here and can remove it.")
        _record("learning.removed", item, act)
        item.delete()


@contextmanager
def _acting_on(item: LearningItem, *, by: User, now: datetime) -> Iterator[tuple[LearningItem, Act]]:
    """The item, locked together with its pair. Refused if it has been removed."""
    with acting.on(item, by=by, now=now, only=THE_TWO) as act:
        found = LearningItem.objects.select_for_update(no_key=True).filter(pk=item.pk).first()
        if found is None:
            raise Refused("This has been removed from the plan meanwhile.")
        found.pairing = act.pairing
        yield found, act


def _must_learn(item: LearningItem, *, by: User) -> None:
    if by.pk != item.pairing.mentee.user_id:
        raise Refused(f"{item.pairing.mentee.user.first_name} says when it is done.")


def _must_belong(pairing: Pairing, goal: Goal | None) -> None:
    if goal is not None and goal.pairing_id != pairing.pk:
        raise Refused("Choose one of your goals.", field="goal")


def _same_form(item: LearningItem, pairing: Pairing, *, by: User) -> LearningItem:
    if item.pairing_id != pairing.pk or item.added_by_id != by.pk:
        raise Refused("This form has been used already. Open it again.")
    return item


def _record(verb: str, item: LearningItem, act: Act) -> None:
    """Record that something happened, but never what it is about. The item's goal counts as moved."""
    if item.goal_id is not None:
        Goal.objects.filter(pk=item.goal_id).update(moved_at=act.now)
    act.record(verb, item)
