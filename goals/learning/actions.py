"""The learning plan: something is planned or recommended, done, rated, taken back."""

from datetime import date, datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from goals.goals import trail
from goals.goals.models import Goal
from goals.learning.models import LearningItem
from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications.planning import outbox
from mentoring.web.integrity import Refused
from pairings.pair.models import Pairing
from programs.library.models import Resource

# What the activity page says; the actor's name stands before it.
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
    """Put something into the plan. What the mentor puts there is a recommendation, and the mentee is told."""
    trail.must_be_writable(pairing, by=by)
    _must_belong(pairing, words.get("goal"))
    with transaction.atomic():
        item, is_new = LearningItem.objects.get_or_create(
            form_key=form_key,
            defaults={"pairing": pairing, "resource": resource, "added_by": by, "added_at": now, **words},
        )
        if not is_new:
            return _same_form(item, pairing, by=by)
        recommends = by.pk == pairing.mentor.user_id
        _leave("learning.recommended" if recommends else "learning.planned", item, by=by, now=now)
        if recommends:
            _recommend(item, now=now)
    return item


def change(item: LearningItem, *, by: User, now: datetime, **words: Unpack[Words]) -> LearningItem:
    """Its words, by the one who put it there."""
    with transaction.atomic():
        item = _locked(item, by=by)
        if item.added_by_id != by.pk:
            raise Refused(f"{item.pairing.partner_of(by).first_name} put this here and can change its words.")
        _must_belong(item.pairing, words.get("goal"))
        for name, value in words.items():
            setattr(item, name, value)
        item.save(update_fields=[*words])
        _leave("learning.changed", item, by=by, now=now)
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
    """The mentee has done it. Again: rates it anew; the day stays the first one."""
    with transaction.atomic():
        item = _locked(item, by=by)
        _must_learn(item, by=by)
        is_new, today = item.done_on is None, item.pairing.program.today(now)
        if on and on > today:
            raise Refused("Choose today or a day before it.", field="on")
        item.done_on, item.rating, item.takeaway = item.done_on or on or today, rating, takeaway
        item.save(update_fields=["done_on", "rating", "takeaway"])
        _leave("learning.done" if is_new else "learning.rated", item, by=by, now=now)
    return item


def reopen(item: LearningItem, *, by: User, now: datetime) -> LearningItem:
    """Not done after all; its rating goes. A second time changes nothing."""
    with transaction.atomic():
        item = _locked(item, by=by)
        _must_learn(item, by=by)
        if item.done_on is not None:
            item.done_on, item.rating, item.takeaway = None, None, ""
            item.save(update_fields=["done_on", "rating", "takeaway"])
            _leave("learning.reopened", item, by=by, now=now)
    return item


def remove(item: LearningItem, *, by: User, now: datetime) -> None:
    """The mentee takes out what is not done; the mentor only what was the mentor's own word."""
    with transaction.atomic():
        if not LearningItem.objects.filter(pk=item.pk).exists():
            return
        item = _locked(item, by=by)
        if item.done_on is not None:
            raise Refused("This is done. Take that back first, then remove it.")
        if by.pk not in (item.added_by_id, item.pairing.mentee.user_id):
            raise Refused(f"{item.pairing.partner_of(by).first_name} put this here and can remove it.")
        _leave("learning.removed", item, by=by, now=now)
        item.delete()


def _locked(item: LearningItem, *, by: User) -> LearningItem:
    rows = LearningItem.objects.select_for_update(of=("self",), no_key=True)
    people = ("pairing__program", "pairing__mentor__user", "pairing__mentee__user")
    found = rows.select_related(*people).filter(pk=item.pk).first()
    if found is None:
        raise Refused("This has been removed from the plan meanwhile.")
    trail.must_be_writable(found.pairing, by=by)
    return found


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


def _leave(verb: str, item: LearningItem, *, by: User, now: datetime, **details: Any) -> None:
    """That something happened; never what it is. A goal to which it belongs has moved."""
    if item.goal_id is not None:
        Goal.objects.filter(pk=item.goal_id).update(moved_at=now)
    pairing = item.pairing
    record(verb, item, by=by, program_id=pairing.program_id, pairing_id=pairing.pk, now=now, **details)


def _recommend(item: LearningItem, *, now: datetime) -> None:
    pairing = item.pairing
    outbox.tell(
        pairing.mentee.user,
        "learning_recommended",
        key=f"learning_recommended:{item.pk}",
        payload={"item": item.pk},
        program_id=pairing.program_id,
        pairing_id=pairing.pk,
        now=now,
    )
