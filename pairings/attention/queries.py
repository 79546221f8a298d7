"""Which pairs need a coordinator today, with the reason in words and how long it has waited."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from mentoring.accounts import calling
from mentoring.web import dates
from programs.program.models import Program

# For steps whose ladder has no rung for coordinators: the default of the ladder.
LATE_AFTER_DAYS = 14
# After two rhythms without a session, a pair counts as silent.
SILENT_AFTER_RHYTHMS = 2
LOW_RATING = 2
LOW_RATING_COUNTS_FOR = timedelta(days=30)

# Active pairs that could have a reason, with all that decides whether they do; the rest of a large program isn't
# loaded. `late`: open steps whose day has come, except sessions, which silence covers. `low`: each person's newest
# check-in, if it is low and recent. `no`: fit checks that said no, except where the partner coordinates the program
# and would read it. Each part is looked up per pair by index, so a large installation is as fast as a small one.
SUSPECTS = """
SELECT pair.id, pair.program_id, pair.started_on, pair.ends_on, pair.cadence_days, pair.mentor_id, pair.mentee_id,
       (SELECT ARRAY[COALESCE(NULLIF(name, ''), email), called] FROM accounts_user WHERE id = (
            SELECT user_id FROM programs_membership WHERE id = pair.mentor_id)),
       (SELECT ARRAY[COALESCE(NULLIF(name, ''), email), called] FROM accounts_user WHERE id = (
            SELECT user_id FROM programs_membership WHERE id = pair.mentee_id)),
       held.last_on, no.answers, late.steps, low.ratings
FROM pairings_pairing pair
CROSS JOIN LATERAL (SELECT max(held_on) AS last_on FROM pairings_session WHERE pairing_id = pair.id) held
CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(step.title, touchpoint.due_on, (
               SELECT max(offset_days) FROM programs_rung WHERE step_id = step.id AND audience = 'coordinator'
           )) ORDER BY touchpoint.due_on, touchpoint.id) AS steps
    FROM pairings_touchpoint touchpoint JOIN programs_step step ON step.id = touchpoint.step_id
    WHERE touchpoint.pairing_id = pair.id AND touchpoint.state = 'open' AND touchpoint.due_on <= %(today)s
      AND step.enabled AND step.kind <> 'session'
) late
CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(newest.member_id, newest.rating, newest.answered_at)) AS ratings
    FROM unnest(ARRAY[pair.mentor_id, pair.mentee_id]) side (id)
    CROSS JOIN LATERAL (
        SELECT check_in.member_id, check_in.rating, check_in.answered_at FROM pairings_checkin check_in
        JOIN pairings_touchpoint touchpoint ON touchpoint.id = check_in.touchpoint_id
        WHERE check_in.member_id = side.id AND touchpoint.pairing_id = pair.id
          AND check_in.answered_at >= %(low_since)s
        ORDER BY check_in.answered_at DESC LIMIT 1
    ) newest
    WHERE newest.rating <= %(low)s
) low
CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(said.member_id, said.answered_at)) AS answers
    FROM pairings_fitcheck said
    WHERE said.pairing_id = pair.id AND said.answer = 'no' AND NOT EXISTS (
        SELECT FROM programs_membership partner JOIN programs_membership runs ON runs.user_id = partner.user_id
        WHERE partner.id IN (pair.mentor_id, pair.mentee_id) AND partner.id <> said.member_id
          AND runs.program_id = pair.program_id AND runs.role = 'coordinator' AND runs.state = 'active'
    )
) no
WHERE pair.program_id = ANY (%(programs)s) AND pair.state = 'active' AND (
    late.steps IS NOT NULL OR low.ratings IS NOT NULL OR no.answers IS NOT NULL OR pair.cadence_days IS NOT NULL
    OR pair.ends_on < %(today)s OR COALESCE(held.last_on, pair.started_on) <= %(quiet_since)s
)
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
    mentor: tuple[str, str]  # name, what to call them
    mentee: tuple[str, str]
    last_held_on: date | None
    no: list[tuple[int, str]]  # member, moment
    late: list[tuple[str, str, int | None]]  # title, day, after how many days coordinators are told
    low: list[tuple[int, int, str]]  # member, rating, moment


def needs_attention(program: Program, *, now: datetime) -> list[Attention]:
    return needs_attention_in([program], now=now).get(program.pk, [])


def needs_attention_in(programs: Iterable[Program], *, now: datetime) -> dict[int, list[Attention]]:
    """By program id, in one query for any number of programs; only running programs count."""
    running = {program.pk: program for program in programs if program.state == Program.State.RUNNING}
    found: dict[int, list[Attention]] = defaultdict(list)
    for pair in _suspects(list(running.values()), now) if running else []:
        program = running[pair.program_id]
        if reasons := _reasons(pair, program, now):
            sentences = " ".join(reason.sentence for reason in reasons)
            days = max(reason.days for reason in reasons)
            name = f"{pair.mentee[0]} with {pair.mentor[0]}"
            found[program.pk].append(Attention(pair.pairing_id, name, program, sentences, days))
    return {program: sorted(pairs, key=lambda one: (-one.days, one.pair)) for program, pairs in found.items()}


def _suspects(programs: Sequence[Program], now: datetime) -> list[_Suspect]:
    today = (now + timedelta(days=1)).date()  # or a day less, depending on the time zone
    shortest = min(program.cadence_days for program in programs)
    asked: dict[str, Any] = {
        "programs": [program.pk for program in programs],
        "today": today,
        "quiet_since": today - timedelta(days=SILENT_AFTER_RHYTHMS * shortest),
        "low": LOW_RATING,
        "low_since": now - LOW_RATING_COUNTS_FOR,
    }
    with connection.cursor() as cursor:
        cursor.execute(SUSPECTS, asked)
        return [_Suspect._make([*row[:-3], *(json.loads(found or "[]") for found in row[-3:])]) for row in cursor]


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
    if days <= 0:
        return []
    return [_Reason(f"Their last day was {dates.short_day(pair.ends_on)}. End the pair and thank them.", days)]


def _silent(pair: _Suspect, program: Program, today: date) -> list[_Reason]:
    last = pair.last_held_on
    days = (today - (last or pair.started_on)).days
    if days < SILENT_AFTER_RHYTHMS * (pair.cadence_days or program.cadence_days):
        return []
    if last:
        return [_Reason(f"No session since {dates.short_day(last)}, {days} days ago.", days)]
    return [_Reason(f"No session yet, {days} days after they were paired.", days)]


def _no_fit(pair: _Suspect, now: datetime) -> list[_Reason]:
    said = dict(pair.no)
    return [
        _Reason(f"{_first(name)} said that it isn’t a fit.", _days(said[member], now))
        for member, name in ((pair.mentee_id, pair.mentee), (pair.mentor_id, pair.mentor))
        if member in said
    ]


def _low(pair: _Suspect, now: datetime) -> list[_Reason]:
    names = {pair.mentor_id: pair.mentor, pair.mentee_id: pair.mentee}
    return [
        _Reason(f"{_first(names[member])} rated the last check-in {rating} of 5.", _days(at, now))
        for member, rating, at in pair.low
    ]


def _late(pair: _Suspect, today: date) -> list[_Reason]:
    reasons = []
    for title, due_on, limit in pair.late:
        days = (today - date.fromisoformat(due_on)).days
        if days >= (LATE_AFTER_DAYS if limit is None else limit):
            reasons.append(_Reason(f"“{title}” is {days} days late.", days))
    return reasons


def _days(at: str, now: datetime) -> int:
    return (now - datetime.fromisoformat(at)).days


def _first(names: tuple[str, str]) -> str:
    name, called = names
    return called or calling.first_of(name)
