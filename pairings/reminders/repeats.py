"""When coordinators hear again that a pair needs a hand: once per reason, and again only when it got worse.

A reason is one step that is late. The next rung of its ladder tells it again. A later occurrence of the same step is
the same reason while none was done in between: it is told again once the step has been late for twice as long as when
it was told last. Several reasons at one moment are one mail, which names them all.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Min, Q

from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.planning.queries import shown
from pairings.pair.letters import PairNotice
from pairings.touchpoints.models import Touchpoint
from programs.journey import wording
from programs.journey.calculation import is_worse

KNOWN = "They know of it, and it hasn’t become much worse."
TOGETHER = "Told together with another step of the same pair."
ONE_MAIL = timedelta(hours=12)

About = PairNotice[Touchpoint]
State = Notification.State


def unsaid(notice: About) -> str:
    """Why a coordinator isn't told now that this step is late; empty if it is news to them."""
    if _is_known(notice.row, notice.about, notice.batch):
        return KNOWN
    if notice.row.state == State.DELIVERED:  # it was told; what else was told since doesn't matter
        return ""
    recent = [
        one for one in _others(notice.row, notice.batch) if one.decided_at and one.decided_at > notice.now - ONE_MAIL
    ]
    return TOGETHER if recent or notice.row.pk not in notice.ask(_newest) else ""


def also_late(notice: About) -> list[tuple[str, date]]:
    """The other steps of the pair that coordinators hear of by now: titles and days."""
    today = notice.pairing.program.today(notice.now)
    late = [one for one in notice.ask(_late).get(notice.pairing.pk, []) if one.pk != notice.about.pk]
    return [(one.step.title, one.due_on) for one in late if one.due_on + timedelta(days=one.told_after) <= today]


def _is_known(row: Notification, late: Touchpoint, batch: Batch) -> bool:
    told = [(one, step) for one, step in _told_of(row, late, batch) if _first_due(one) < _first_due(row)]
    if not told or any(step.pk == late.pk for _, step in told):  # the same occurrence: the ladder's next rung
        return False
    zone = late.pairing.program.zone
    began = min(step.due_on for _, step in told)
    last = max(_first_due(one) for one, _ in told).astimezone(zone).date()
    return not is_worse(began, told_on=last, today=batch.now.astimezone(zone).date())


def _told_of(row: Notification, late: Touchpoint, batch: Batch) -> list[tuple[Notification, Touchpoint]]:
    """What this coordinator was told about the same step since it was done last, with its occurrence."""
    done = batch.ask(_done).get((late.pairing_id, late.step_id), 0)
    found = [(one, batch.ask(_occurrences).get(one.payload["touchpoint"])) for one in _others(row, batch)]
    return [(one, about) for one, about in found if about and about.step_id == late.step_id and about.occurrence > done]


def _others(row: Notification, batch: Batch) -> list[Notification]:
    rows = batch.ask(_told)[row.recipient_id, row.pairing_id or 0]
    return [one for one in rows if one.pk != row.pk]


def _told(batch: Batch) -> dict[tuple[int, int], list[Notification]]:
    """By recipient and pair."""
    found: dict[tuple[int, int], list[Notification]] = defaultdict(list)
    ours = [row for row in batch.rows if row.kind == wording.PAIR_LATE]
    rows = Notification.objects.filter(Q(state__in=[State.DELIVERED, State.FOLDED]) | Q(pk__in=shown().values("pk")))
    rows = rows.filter(kind=wording.PAIR_LATE, recipient__in={row.recipient_id for row in ours})
    for row in rows.filter(pairing_id__in={row.pairing_id for row in ours}):
        found[row.recipient_id, row.pairing_id or 0].append(row)
    return found


def _occurrences(batch: Batch) -> dict[int, Touchpoint]:
    told = {row.payload["touchpoint"] for rows in batch.ask(_told).values() for row in rows}
    return Touchpoint.objects.in_bulk(told)


def _done(batch: Batch) -> dict[tuple[int, int], int]:
    """The last occurrence of each step that was done, by pair and step."""
    pairs = {row.pairing_id for row in batch.rows if row.kind == wording.PAIR_LATE}
    rows = Touchpoint.objects.filter(pairing__in=pairs, state=Touchpoint.State.DONE).order_by()
    found = rows.values_list("pairing", "step").annotate(last=Max("occurrence"))
    return {(pair, step): last for pair, step, last in found}


def _newest(batch: Batch) -> set[int]:
    """Of each coordinator's rows about one pair that are news to them, the one whose email speaks for all."""
    open_ones = Touchpoint.objects.open().select_related("pairing__program")
    still_open = open_ones.in_bulk(batch.ids("touchpoint", wording.PAIR_LATE))
    newest: dict[tuple[int, int | None], tuple[datetime, int]] = {}
    for row in batch.rows:
        about = still_open.get(row.payload.get("touchpoint", 0))
        is_late = row.kind == wording.PAIR_LATE and about and about.due_on.isoformat() == row.payload["due_on"]
        if about and is_late and not _is_known(row, about, batch):
            key, mine = (row.recipient_id, row.pairing_id), (_first_due(row), row.pk)
            newest[key] = max(mine, newest.get(key, mine))
    return {pk for _, pk in newest.values()}


def _late(batch: Batch) -> dict[int, list[Any]]:
    """By pair: its open steps with `told_after`, the days after which coordinators first hear of them."""
    pairs = {row.pairing_id for row in batch.rows if row.kind == wording.PAIR_LATE}
    rung = Min("step__rungs__offset_days", filter=Q(step__rungs__audience="coordinator"))
    rows = Touchpoint.objects.open().filter(pairing__in=pairs, step__enabled=True).annotate(told_after=rung)
    found: dict[int, list[Any]] = defaultdict(list)
    for one in rows.filter(told_after__gt=0).select_related("step").order_by("due_on", "pk"):
        found[one.pairing_id].append(one)
    return found


def _first_due(row: Notification) -> datetime:
    return row.held_from or row.due_at
