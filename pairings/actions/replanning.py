"""The journey of a program was edited: what is open in its running pairs is planned again. What is done stays.

One function computes (`rhythm.changes`); `replan` applies what it says and `consequences` counts it, so the preview
and the act agree. The programs app calls both through its registry (`programs/followers.py`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications.models import Notification
from pairings import rhythm
from pairings.actions import days, locks
from pairings.models import Pairing, Touchpoint
from pairings.rhythm import Change, Open, Standing
from programs.followers import Consequence
from programs.journey import Blackout, JourneyStep
from programs.models import Program, Step

# What the planner writes. Those not told yet are planned again, on the days that hold now.
PLANNED_KINDS = ["session_due", "session_late", "check_in_due", "step_due", "pair_late"]
BATCH = 1000
DAYS = ("started_on", "ends_on", "paused_on", "cadence_days")  # of a pair: what its steps are counted by
PLACE = ("pairing_id", "step_id")
OPEN = ("pk", "occurrence", "due_on", "counted_from", "day_chosen", "has_traces")  # what `Open` holds, in its order


def move_end(program: Program, *, before: date) -> None:
    """Pairs that were to last until the program's last day follow it. One that begins later stays as it is."""
    pairs = locks.pairings(Pairing.objects.live().filter(program=program, ends_on=before))
    follow = [pair.pk for pair in pairs if pair.started_on < program.ends_on]
    Pairing.objects.filter(pk__in=follow).update(ends_on=program.ends_on)


@transaction.atomic
def replan(program: Program, *, by: User, now: datetime) -> int:
    """Gives the number of touchpoints that are new, moved or gone. A second time changes nothing."""
    program = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    if program.is_closed:
        return 0
    changed = replan_pairs(program, None, now=now)
    _forget_planned(program, now=now)
    if changed:
        record("program.replanned", program, by=by, program_id=program.pk, now=now, changed=changed)
    return changed


def _forget_planned(program: Program, *, now: datetime) -> None:
    """The next run of the planner writes them anew. One that a worker is just telling is left to it."""
    planned = Notification.objects.planned().filter(program_id=program.pk, kind__in=PLANNED_KINDS)
    ahead = planned.filter(due_at__gt=now, held_from=None).exclude(key__contains=":again:")
    free = ahead.select_for_update(skip_locked=True).values_list("pk", flat=True)
    Notification.objects.filter(pk__in=list(free)).delete()


def replan_pairs(program: Program, only: Sequence[int] | None, *, now: datetime) -> int:
    """For these live pairs of the program (None: all of them), by its journey as it is saved."""
    live = Pairing.objects.live().filter(program=program)
    pairs = locks.pairings(live if only is None else live.filter(pk__in=only))
    steps = [_as_value(step) for step in program.steps.filter(enabled=True)]
    found = _changes(pairs, _Rows.of(pairs), steps, blackout=days.blackout_of(program), today=program.today(now))
    return _apply([change for changes in found.values() for change in changes])


def consequences(
    program: Program,
    steps: Sequence[JourneyStep],
    *,
    blackout: Blackout,
    now: datetime,
    unchanged: Collection[int] = (),
) -> list[Consequence]:
    """What `replan` would do if the enabled steps of the journey were these; only steps about which it does something.

    A step that stays as it is is not told as “too late”: the pairs that are past it don't have it already. About the
    `unchanged` ones nothing is asked at all: the pairs follow them, and `replan` finds nothing more to do there.
    """
    live = Pairing.objects.live().filter(program=program).order_by("pk").only(*DAYS)
    pairs = list(live) if not program.is_closed else []
    known = {step.pk: step for step in program.steps.all()}
    as_before = {_as_value(step) for step in known.values() if step.enabled}
    asked = [step for step in steps if step.id not in unchanged]
    # Whether a step that goes away has traces is asked when it goes: here both count as removed.
    found = _changes(
        pairs, _Rows.of(pairs, without=unchanged, traces=False), asked, blackout=blackout, today=program.today(now)
    )
    kept = {step.id for step in steps if _bare(step) in as_before}
    told = (_consequence(pk, known.get(pk), changes, is_kept=pk in kept) for pk, changes in found.items())
    return [one for one in told if one.added or one.moved or one.removed or one.kept or one.too_late]


def _changes(
    pairs: Sequence[Pairing], rows: "_Rows", steps: Sequence[JourneyStep], *, blackout: Blackout, today: date
) -> dict[int, list[Change]]:
    """By step: those of the journey in its order, then those that are no longer part of it."""
    journey: dict[int, JourneyStep | None] = {step.id: step for step in steps}
    journey |= {pk: None for _, pk in rows.open if pk not in journey}
    return {
        pk: [
            change
            for pair in pairs
            for change in rhythm.changes(
                rhythm.of_pair(step, pair.cadence_days) if step else None,
                rows.standing(pair, pk, today=days.clock(pair, today=today)),
                blackout=blackout,
            )
        ]
        for pk, step in journey.items()
    }


@dataclass(frozen=True)
class _Rows:
    """By pair and step: what is open, and number and day of the latest that isn't."""

    open: dict[tuple[int, int], list[Open]]
    last: dict[tuple[int, int], tuple[int, date]]

    @classmethod
    def of(cls, pairs: Sequence[Pairing], *, without: Collection[int] = (), traces: bool = True) -> "_Rows":
        """In one query; `without` these steps. To look for traces takes longer than all the rest."""
        rows = Touchpoint.objects.filter(pairing__in=[pair.pk for pair in pairs]).exclude(step__in=without)
        settled = rows.exclude(state=Touchpoint.State.OPEN).order_by("pairing_id", "step_id", "-occurrence")
        latest = settled.distinct("pairing_id", "step_id").values("pk")
        wanted = rows.filter(Q(state=Touchpoint.State.OPEN) | Q(pk__in=latest))
        wanted = wanted.annotate_traces() if traces else wanted
        columns = OPEN if traces else OPEN[:-1]
        found: dict[tuple[int, int], list[Open]] = defaultdict(list)
        last: dict[tuple[int, int], tuple[int, date]] = {}
        for pairing, step, state, done_on, *values in wanted.values_list(*PLACE, "state", "done_on", *columns):
            one = Open(*values)
            if state == Touchpoint.State.OPEN:
                found[pairing, step].append(one)
            else:
                last[pairing, step] = (one.number, done_on or one.due_on)
        return cls(dict(found), last)

    def standing(self, pair: Pairing, step_id: int, *, today: date) -> Standing:
        at = (pair.pk, step_id)
        return Standing(pair.pk, pair.started_on, pair.ends_on, today, tuple(self.open.get(at, ())), self.last.get(at))


def _apply(changes: Sequence[Change]) -> int:
    by_verb: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_verb[change.verb].append(change)
    Touchpoint.objects.filter(pk__in=_ids(by_verb["delete"])).delete()
    Touchpoint.objects.filter(pk__in=_ids(by_verb["skip"])).update(state=Touchpoint.State.SKIPPED)
    _write_days([*by_verb["move"], *by_verb["skip"]])
    added = [days.as_row(change.pairing_id, change.occurrence) for change in by_verb["add"] if change.occurrence]
    Touchpoint.objects.bulk_create(added, batch_size=BATCH, ignore_conflicts=True)
    return sum(len(by_verb[verb]) for verb in ("add", "move", "delete", "skip"))


def _write_days(changes: Iterable[Change]) -> None:
    """The new days. One that is skipped gets its day as well: what follows is counted from there."""
    rows = [
        Touchpoint(pk=change.touchpoint_id, due_on=change.occurrence.due_on) for change in changes if change.occurrence
    ]
    Touchpoint.objects.bulk_update(rows, ["due_on"], batch_size=BATCH)


def _consequence(pk: int, step: Step | None, changes: Sequence[Change], *, is_kept: bool) -> Consequence:
    pairs: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        pairs[change.verb].add(change.pairing_id)
    new_days = [one.occurrence.due_on for one in changes if one.occurrence and one.verb in ("add", "move")]
    return Consequence(
        step_title=step.title if step else "",
        added=len(pairs["add"]),
        moved=len(pairs["move"]),
        removed=len(pairs["delete"] | pairs["skip"]),
        kept=len(pairs["keep"]),
        too_late=0 if is_kept else len(pairs["too_late"]),
        soonest=min(new_days, default=None),
        step_id=pk,
    )


def _as_value(step: Step) -> JourneyStep:
    """In the program's rhythm; each pair's own is put in later."""
    return JourneyStep(step.pk, step.first_day, step.every_days, kind=step.kind, doer=step.doer)


def _bare(step: JourneyStep) -> JourneyStep:
    return JourneyStep(step.id, step.first_day, step.every_days, kind=step.kind, doer=step.doer)


def _ids(changes: Iterable[Change]) -> list[int]:
    return [change.touchpoint_id for change in changes if change.touchpoint_id]
