"""Replans the open steps of running pairs after a program's journey was edited. What is done stays.

`rhythm.changes` computes what to do, `replan` does it and `consequences` counts it, so the preview and the result
agree. The programs app calls both through its registry (`programs/journey/running_pairs.py`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications.planning.models import Notification
from pairings.pair import locks
from pairings.pair.models import Pairing
from pairings.touchpoints import days, rhythm
from pairings.touchpoints.models import Touchpoint
from pairings.touchpoints.rhythm import Change, Open, Standing
from programs.journey import wording
from programs.journey.calculation import Blackout, JourneyStep
from programs.journey.models import Step
from programs.journey.running_pairs import Consequence
from programs.program.models import Program

# What the activity page says after the actor's name.
SENTENCES = {
    "program.replanned": "planned open steps of running pairs again: {changed} in all",
}

# The notifications that the planner writes. Those not told yet are planned again for the new days.
PLANNED_KINDS = list(wording.DEFAULTS)
BATCH = 1000
DAYS = ("program_id", "started_on", "ends_on", "paused_on", "cadence_days")  # of a pair: what its steps depend on

# All open touchpoints and, for each pair and step, the latest one that isn't open. The lateral join finds that one by
# index; sorting everything that was ever done takes several times as long.
STANDING = """
SELECT pairing_id, step_id, NULL, id, occurrence, due_on, counted_from, day_chosen
FROM pairings_touchpoint
WHERE pairing_id = ANY (%(pairs)s) AND state = 'open' AND step_id <> ALL (%(without)s::bigint[])
UNION ALL
SELECT pair.id, step.id, COALESCE(last.done_on, last.due_on), last.id, last.occurrence, NULL, NULL, NULL
FROM unnest(%(pairs)s::bigint[]) pair (id)
CROSS JOIN (
    SELECT id FROM programs_step WHERE program_id = ANY (%(programs)s) AND id <> ALL (%(without)s::bigint[])
) step
CROSS JOIN LATERAL (
    SELECT id, occurrence, done_on, due_on FROM pairings_touchpoint
    WHERE pairing_id = pair.id AND step_id = step.id AND state <> 'open'
    ORDER BY occurrence DESC LIMIT 1
) last
ORDER BY due_on, id
"""


def move_end(program: Program, *, before: date) -> None:
    """Pairs that were to last until the program's old last day (`before`) follow the new one.

    A pair that would then begin on or after its last day stays as it is.
    """
    pairs = locks.pairings(Pairing.objects.live().filter(program=program, ends_on=before))
    follow = [pair.pk for pair in pairs if pair.started_on < program.ends_on]
    Pairing.objects.filter(pk__in=follow).update(ends_on=program.ends_on)


@transaction.atomic
def replan(program: Program, *, by: User, now: datetime) -> int:
    """Returns how many touchpoints were added, moved or removed. Running it again changes nothing."""
    program = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    if program.is_closed:
        return 0
    changed = replan_pairs(program, None, now=now)
    _forget_planned(program, now=now)
    if changed:
        record("program.replanned", program, by=by, program_id=program.pk, now=now, changed=changed)
    return changed


def _forget_planned(program: Program, *, now: datetime) -> None:
    """Deletes reminders that aren't told yet; the planner writes them anew. One that a worker has locked stays."""
    planned = Notification.objects.planned().filter(program_id=program.pk, kind__in=PLANNED_KINDS)
    ahead = planned.filter(due_at__gt=now, held_from=None).exclude(key__contains=":again:")
    free = ahead.select_for_update(skip_locked=True).values_list("pk", flat=True)
    Notification.objects.filter(pk__in=list(free)).delete()


def replan_pairs(program: Program, only: Sequence[int] | None, *, now: datetime) -> int:
    """Replan these live pairs of the program (None: all of them) by its saved journey; returns how many changes."""
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
    """What `replan` would do if these were the enabled steps; only those steps where something changes.

    A step that stays as it is never counts as “too late”: pairs that are past it don't have it anyway. The steps in
    `unchanged` aren't looked at: the pairs follow them already.
    """
    live = Pairing.objects.live().filter(program=program).order_by("pk").values_list("pk", *DAYS, named=True)
    pairs: list[Any] = list(live) if not program.is_closed else []
    known = {step.pk: step for step in program.steps.all()}
    as_before = {_as_value(step) for step in known.values() if step.enabled}
    asked = [step for step in steps if step.id not in unchanged]
    # Traces decide whether a step is deleted or skipped. Here both count as removed, so there is no need to ask.
    found = _changes(
        pairs, _Rows.of(pairs, without=unchanged, traces=False), asked, blackout=blackout, today=program.today(now)
    )
    kept = {step.id for step in steps if _bare(step) in as_before}
    told = (_consequence(pk, known.get(pk), changes, is_kept=pk in kept) for pk, changes in found.items())
    return [one for one in told if one.added or one.moved or one.removed or one.kept or one.too_late]


def _changes(
    pairs: Sequence[Pairing], rows: "_Rows", steps: Sequence[JourneyStep], *, blackout: Blackout, today: date
) -> dict[int, list[Change]]:
    """By step: those of the journey, in its order, then those that it no longer has."""
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
    """By (pairing, step): what is open, and the number and day of the latest that isn't."""

    open: dict[tuple[int, int], list[Open]]
    last: dict[tuple[int, int], tuple[int, date]]

    @classmethod
    def of(cls, pairs: Sequence[Pairing], *, without: Collection[int] = (), traces: bool = True) -> "_Rows":
        """One query, leaving out the steps in `without`. `traces` costs one more, slower than all the rest."""
        found: dict[tuple[int, int], list[Open]] = defaultdict(list)
        last: dict[tuple[int, int], tuple[int, date]] = {}
        programs = {pair.program_id for pair in pairs}
        asked = {"pairs": [pair.pk for pair in pairs], "programs": list(programs), "without": list(without)}
        with connection.cursor() as cursor:
            cursor.execute(STANDING, asked)
            for pairing, step, settled_on, pk, number, *open_ in cursor:
                if settled_on:
                    last[pairing, step] = (number, settled_on)
                else:
                    found[pairing, step].append(Open(pk, number, *open_))
        return cls(_with_traces(found) if traces else dict(found), last)

    def standing(self, pair: Pairing, step_id: int, *, today: date) -> Standing:
        at = (pair.pk, step_id)
        return Standing(pair.pk, pair.started_on, pair.ends_on, today, tuple(self.open.get(at, ())), self.last.get(at))


def _with_traces(found: Mapping[tuple[int, int], Sequence[Open]]) -> dict[tuple[int, int], list[Open]]:
    ids = [one.id for ones in found.values() for one in ones]
    traced = set(Touchpoint.objects.filter(pk__in=ids).with_traces().values_list("pk", flat=True))
    return {at: [replace(one, has_traces=one.id in traced) for one in ones] for at, ones in found.items()}


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
    """Also for those that are skipped: what follows is counted from their day."""
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
    """In the program's rhythm; `rhythm.of_pair` puts in the pair's own later."""
    return JourneyStep(step.pk, step.first_day, step.every_days, kind=step.kind, doer=step.doer)


def _bare(step: JourneyStep) -> JourneyStep:
    return JourneyStep(step.id, step.first_day, step.every_days, kind=step.kind, doer=step.doer)


def _ids(changes: Iterable[Change]) -> list[int]:
    return [change.touchpoint_id for change in changes if change.touchpoint_id]
