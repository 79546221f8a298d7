"""Which pairs need the coordinator today, with the reason in words and how long it has waited."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from programs.models import Program

# Where a step's ladder has no rung for the coordinator: the ladder's default.
LATE_AFTER_DAYS = 14
# Two rhythms without a session: the pair is silent.
SILENT_AFTER_RHYTHMS = 2
LOW_RATING = 2
LOW_RATING_COUNTS_FOR = timedelta(days=30)

# Active pairs that could have a reason, with all that tells whether they have; the rest of a large program isn't
# loaded. `late`: open steps whose day has come, but sessions, of which silence speaks. `low`: the newest check-in of
# each person, where it is low and not old. A no is left out where the partner coordinates the program and would read
# it.
SUSPECTS = """
WITH pair AS (
    SELECT id, program_id, mentor_id, mentee_id, started_on, ends_on, cadence_days
    FROM pairings_pairing WHERE program_id = ANY (%(programs)s) AND state = 'active'
),
late AS (
    SELECT touchpoint.pairing_id,
           jsonb_agg(jsonb_build_array(step.title, touchpoint.due_on, rung.last)
                     ORDER BY touchpoint.due_on, touchpoint.id) AS steps
    FROM programs_step step
    JOIN pairings_touchpoint touchpoint ON touchpoint.step_id = step.id
    JOIN pair ON pair.id = touchpoint.pairing_id
    CROSS JOIN LATERAL (
        SELECT max(offset_days) AS last FROM programs_rung WHERE step_id = step.id AND audience = 'coordinator'
    ) rung
    WHERE step.program_id = ANY (%(programs)s) AND step.enabled AND step.kind <> 'session'
      AND touchpoint.state = 'open' AND touchpoint.due_on <= %(today)s
    GROUP BY touchpoint.pairing_id
),
low AS (
    SELECT touchpoint.pairing_id,
           jsonb_agg(jsonb_build_array(check_in.member_id, check_in.rating, check_in.answered_at)
                     ORDER BY check_in.answered_at DESC) AS ratings
    FROM pairings_checkin check_in
    JOIN pairings_touchpoint touchpoint ON touchpoint.id = check_in.touchpoint_id
    JOIN pair ON pair.id = touchpoint.pairing_id
    WHERE check_in.rating <= %(low)s AND check_in.answered_at BETWEEN %(low_since)s AND %(now)s
      AND NOT EXISTS (
          SELECT FROM pairings_checkin newer
          JOIN pairings_touchpoint other ON other.id = newer.touchpoint_id AND other.pairing_id = touchpoint.pairing_id
          WHERE newer.member_id = check_in.member_id AND newer.answered_at > check_in.answered_at
      )
    GROUP BY touchpoint.pairing_id
),
no AS (
    SELECT said.pairing_id, said.member_id, said.answered_at
    FROM pairings_fitcheck said
    JOIN pair ON pair.id = said.pairing_id
    JOIN programs_membership partner
      ON partner.id IN (pair.mentor_id, pair.mentee_id) AND partner.id <> said.member_id
    WHERE said.answer = 'no' AND NOT EXISTS (
        SELECT FROM programs_membership runs
        WHERE runs.program_id = pair.program_id AND runs.user_id = partner.user_id
          AND runs.role = 'coordinator' AND runs.state = 'active'
    )
)
SELECT pair.id, pair.program_id, pair.started_on, pair.ends_on, pair.cadence_days, pair.mentor_id, pair.mentee_id,
       COALESCE(NULLIF(mentor.name, ''), mentor.email), COALESCE(NULLIF(mentee.name, ''), mentee.email),
       held.last_on, mentors_no.answered_at, mentees_no.answered_at, late.steps, low.ratings
FROM pair
JOIN programs_membership mentor_in ON mentor_in.id = pair.mentor_id
JOIN accounts_user mentor ON mentor.id = mentor_in.user_id
JOIN programs_membership mentee_in ON mentee_in.id = pair.mentee_id
JOIN accounts_user mentee ON mentee.id = mentee_in.user_id
CROSS JOIN LATERAL (SELECT max(held_on) AS last_on FROM pairings_session WHERE pairing_id = pair.id) held
LEFT JOIN no mentors_no ON mentors_no.pairing_id = pair.id AND mentors_no.member_id = pair.mentor_id
LEFT JOIN no mentees_no ON mentees_no.pairing_id = pair.id AND mentees_no.member_id = pair.mentee_id
LEFT JOIN late ON late.pairing_id = pair.id
LEFT JOIN low ON low.pairing_id = pair.id
WHERE late.pairing_id IS NOT NULL OR low.pairing_id IS NOT NULL OR pair.cadence_days IS NOT NULL
   OR mentors_no.pairing_id IS NOT NULL OR mentees_no.pairing_id IS NOT NULL
   OR pair.ends_on < %(today)s
   OR COALESCE(held.last_on, pair.started_on) <= %(quiet_since)s
ORDER BY mentee.name, pair.id
"""


@dataclass(frozen=True)
class Attention:
    """One pair that needs a hand. `days` is how long the oldest of its reasons has waited."""

    pairing_id: int
    pair: str  # “Sam Lee with Miriam Okafor”
    program: Program
    reason: str
    days: int


@dataclass(frozen=True)
class _Reason:
    sentence: str
    days: int


class _Suspect(NamedTuple):
    """A row of SUSPECTS."""

    pairing_id: int
    program_id: int
    started_on: date
    ends_on: date
    cadence_days: int | None
    mentor_id: int
    mentee_id: int
    mentor: str
    mentee: str
    last_held_on: date | None
    mentors_no: datetime | None
    mentees_no: datetime | None
    late: list[tuple[str, str, int | None]]  # title, day, after how many days the coordinator is told
    low: list[tuple[int, int, str]]  # member, rating, moment


def needs_attention(program: Program, *, now: datetime) -> list[Attention]:
    """The pairs of one program that need a hand, those who have waited longest first."""
    return needs_attention_in([program], now=now).get(program.pk, [])


def needs_attention_in(programs: Iterable[Program], *, now: datetime) -> dict[int, list[Attention]]:
    """Program id → pairs that need a hand, in one query for any number of programs."""
    running = {program.pk: program for program in programs if program.state == Program.State.RUNNING}
    found: dict[int, list[Attention]] = defaultdict(list)
    for pair in _suspects(list(running.values()), now) if running else []:
        program = running[pair.program_id]
        if reasons := _reasons(pair, program, now):
            sentences = " ".join(reason.sentence for reason in reasons)
            days = max(reason.days for reason in reasons)
            name = f"{pair.mentee} with {pair.mentor}"
            found[program.pk].append(Attention(pair.pairing_id, name, program, sentences, days))
    return {program: sorted(pairs, key=lambda one: -one.days) for program, pairs in found.items()}


def _suspects(programs: Sequence[Program], now: datetime) -> list[_Suspect]:
    today = now.date() + timedelta(days=1)  # or a day less, somewhere on earth
    shortest = min(program.cadence_days for program in programs)
    asked: dict[str, Any] = {
        "programs": [program.pk for program in programs],
        "today": today,
        "quiet_since": today - timedelta(days=SILENT_AFTER_RHYTHMS * shortest),
        "low": LOW_RATING,
        "low_since": now - LOW_RATING_COUNTS_FOR,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(SUSPECTS, asked)
        return [_Suspect._make([*row, json.loads(late or "[]"), json.loads(low or "[]")]) for *row, late, low in cursor]


def _reasons(pair: _Suspect, program: Program, now: datetime) -> list[_Reason]:
    today = program.today(now)
    return [
        *_past_last_day(pair, today),
        *_silent(pair, program, today),
        *_no_fit(pair, now),
        *_low(pair, now),
        *_late(pair, today),
    ]


def _past_last_day(pair: _Suspect, today: date) -> list[_Reason]:
    days = (today - pair.ends_on).days
    return [_Reason(f"Their last day was {_day(pair.ends_on)}. End the pair and thank them.", days)] if days > 0 else []


def _silent(pair: _Suspect, program: Program, today: date) -> list[_Reason]:
    last = pair.last_held_on
    days = (today - (last or pair.started_on)).days
    if days < SILENT_AFTER_RHYTHMS * (pair.cadence_days or program.cadence_days):
        return []
    if last:
        return [_Reason(f"No session since {_day(last)}, {days} days ago.", days)]
    return [_Reason(f"No session yet, {days} days after they were paired.", days)]


def _no_fit(pair: _Suspect, now: datetime) -> list[_Reason]:
    said = [(pair.mentee, pair.mentees_no), (pair.mentor, pair.mentors_no)]
    return [_Reason(f"{_first(name)} said that it isn’t a fit.", (now - at).days) for name, at in said if at]


def _low(pair: _Suspect, now: datetime) -> list[_Reason]:
    names = {pair.mentor_id: pair.mentor, pair.mentee_id: pair.mentee}
    return [
        _Reason(
            f"{_first(names[member])} rated the last check-in {rating} of 5.", (now - datetime.fromisoformat(at)).days
        )
        for member, rating, at in pair.low
    ]


def _late(pair: _Suspect, today: date) -> list[_Reason]:
    reasons = []
    for title, due_on, limit in pair.late:
        days = (today - date.fromisoformat(due_on)).days
        if days >= (LATE_AFTER_DAYS if limit is None else limit):
            reasons.append(_Reason(f"“{title}” is {days} days late.", days))
    return reasons


def _first(name: str) -> str:
    return name.split(" ", 1)[0]


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"
