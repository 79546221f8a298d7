"""Set-based SQL that plans what is due. Running it any number of times, or twice at once, changes nothing.

Both statements write in a fixed order and skip conflicts, so two runs at once neither double anything nor deadlock.
Their days are those of `programs/journey/calculation.py` and `pairings/touchpoints/rhythm.py`; a test compares them.
"""

from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection

from mentoring.notifications.wishes.pace import MORNING
from pairings.reminders import planned_sessions
from pairings.times.queries import COVERS
from programs.journey import wording
from programs.journey.calculation import LADDER_RESTS, SPREAD

# How far back the run of every minute looks: nothing older could still go out, even after a weekend of quiet hours.
RECENT_DAYS = 7
ALL_DAYS = 36_500

# Holidays that overlap or touch count as one: `lower` is its first day, `upper` the first day after it.
FREE = """free AS MATERIALIZED (
    SELECT program_id, unnest(range_agg(daterange(first_on, last_on, '[]'))) AS days
    FROM programs_holiday GROUP BY program_id
)"""

# A session step is quiet while a planned session covers it, which has reminders of its own (`planned_sessions.py`);
# `times.queries.covering` has the same rule. Once its time has come, coordinators hear of the step again.
# A rung's day is a day in the program's time zone, but nine o'clock is the recipient's. Looking one day ahead lets
# people east of the program have their nine o'clock. Delivery decides what is too late (`composing.mark_missed`).
PLAN = f"""
WITH {FREE},
present AS NOT MATERIALIZED (
    SELECT id, user_id, program_id, role FROM programs_membership WHERE state = 'active' AND away_from IS NULL
),
come_due AS (
    SELECT touchpoint.id AS touchpoint_id, touchpoint.due_on, rung_day.day, rung.id AS rung_id, rung.offset_days,
           rung.audience, step.kind AS step_kind, step.doer,
           pairing.id AS pairing_id, pairing.program_id, pairing.mentor_id, pairing.mentee_id
    FROM pairings_touchpoint touchpoint
    JOIN programs_step step ON step.id = touchpoint.step_id AND step.enabled
    JOIN programs_rung rung ON rung.step_id = step.id
    JOIN pairings_pairing pairing ON pairing.id = touchpoint.pairing_id AND pairing.state = 'active'
    JOIN programs_program program ON program.id = pairing.program_id AND program.state = 'running'
    LEFT JOIN free ON free.program_id = program.id AND free.days @> touchpoint.due_on + rung.offset_days
    CROSS JOIN LATERAL (SELECT (%(now)s AT TIME ZONE program.time_zone)::date AS today) clock
    CROSS JOIN LATERAL (
        SELECT COALESCE(CASE WHEN rung.offset_days < 0 THEN lower(free.days) - 1 ELSE upper(free.days) END,
                        touchpoint.due_on + rung.offset_days) AS day) rung_day
    WHERE touchpoint.state = 'open' AND rung_day.day BETWEEN clock.today - %(back)s AND clock.today + 1
      AND NOT EXISTS (
        SELECT FROM pairings_plannedsession planned
        WHERE planned.pairing_id = pairing.id AND step.kind = 'session'
          AND planned.state = 'planned' AND planned.session_id IS NULL
          AND planned.starts_at >= touchpoint.due_on::timestamp AT TIME ZONE program.time_zone
          AND planned.starts_at < (touchpoint.due_on + {COVERS.days + 1})::timestamp AT TIME ZONE program.time_zone
          AND (planned.starts_at > %(now)s
               OR NOT (rung.audience = 'coordinator' OR (rung.audience = 'doer' AND step.doer = 'coordinator'))))
),
told AS (
    SELECT come_due.*, member.id AS membership_id, member.user_id, false AS to_coordinator
    FROM come_due JOIN present member ON member.id = come_due.mentor_id
    WHERE audience = 'both' OR (audience = 'doer' AND doer IN ('mentor', 'both'))
    UNION ALL
    SELECT come_due.*, member.id, member.user_id, false
    FROM come_due JOIN present member ON member.id = come_due.mentee_id
    WHERE audience = 'both' OR (audience = 'doer' AND doer IN ('mentee', 'both'))
    UNION ALL
    SELECT come_due.*, member.id, member.user_id, true
    FROM come_due JOIN present member ON member.program_id = come_due.program_id AND member.role = 'coordinator'
    WHERE audience = 'coordinator' OR (audience = 'doer' AND doer = 'coordinator')
),
worded AS (
    SELECT told.*,
           CASE WHEN to_coordinator AND doer <> 'coordinator' AND offset_days > 0 THEN '{wording.PAIR_LATE}'
                WHEN to_coordinator THEN '{wording.STEP_DUE}'
                WHEN step_kind = 'session' AND offset_days > 0 THEN '{wording.SESSION_LATE}'
                WHEN step_kind = 'session' THEN '{wording.SESSION_DUE}'
                WHEN step_kind = 'check_in' THEN '{wording.CHECK_IN_DUE}'
                ELSE '{wording.STEP_DUE}' END AS kind,
           (day + time '{MORNING}') AT TIME ZONE
               CASE WHEN person.time_zone = ANY(%(zones)s) THEN person.time_zone ELSE 'UTC' END AS due_at
    FROM told JOIN accounts_user person ON person.id = told.user_id AND person.is_active
),
keyed AS (
    SELECT worded.*, kind || ':' || touchpoint_id || ':' || due_on || ':rung' || rung_id || ':' || membership_id AS key
    FROM worded
)
INSERT INTO notifications_notification
    (key, about, recipient_id, kind, payload, program_id, pairing_id, due_at, created_at)
SELECT key, 'touchpoint:' || touchpoint_id, user_id, kind,
       jsonb_build_object('touchpoint', touchpoint_id, 'due_on', due_on, 'offset_days', offset_days,
                          'membership', membership_id, 'rung', rung_id),
       program_id, pairing_id, due_at, %(now)s
FROM keyed
WHERE NOT EXISTS (SELECT FROM notifications_notification planned WHERE planned.key = keyed.key)
ORDER BY touchpoint_id, offset_days, rung_id, membership_id
ON CONFLICT (key) DO NOTHING
"""  # noqa: S608  # put together from constants


def _shifted(day: str, program: str, *, until: str) -> str:
    """SQL for `Blackout.shift` of a day in a program."""
    return f"""COALESCE((
        SELECT CASE WHEN moved.day > {until} THEN upper(away.days) ELSE moved.day END
        FROM free away
        CROSS JOIN LATERAL (SELECT upper(away.days) - lower(away.days) AS days) long
        CROSS JOIN LATERAL (
            SELECT upper(away.days) + ({day} - lower(away.days)) * LEAST(long.days, {SPREAD}) / long.days AS day) put
        LEFT JOIN free again ON again.program_id = away.program_id AND again.days @> put.day
        CROSS JOIN LATERAL (SELECT COALESCE(upper(again.days), put.day) AS day) moved
        WHERE away.program_id = {program} AND away.days @> ({day})), {day})"""  # noqa: S608  # put together from constants


# A recurring touchpoint is given up once its next one would be due and its ladder is over; `given_up_on`
# has the same rule for a single one. The next one is due on the first day of its rhythm that isn't past, as in
# `rhythm.upcoming`.
NEXT_DUE = _shifted("(touchpoint.due_on + rhythm.every)", "program.id", until="'infinity'::date")
FOLLOWING = _shifted("(missed.due_on + missed.every * (turn + 1))", "missed.program_id", until="missed.ends_on")
ROLL = f"""
WITH {FREE},
late AS (
    SELECT touchpoint.id, touchpoint.pairing_id, touchpoint.step_id, touchpoint.occurrence, touchpoint.due_on,
           step.title, pairing.program_id, pairing.ends_on, rhythm.every, clock.today
    FROM pairings_touchpoint touchpoint
    JOIN programs_step step ON step.id = touchpoint.step_id AND step.enabled AND step.every_days IS NOT NULL
    JOIN pairings_pairing pairing ON pairing.id = touchpoint.pairing_id AND pairing.state = 'active'
    JOIN programs_program program ON program.id = pairing.program_id AND program.state = 'running'
    CROSS JOIN LATERAL (
        SELECT CASE WHEN step.kind = 'session' THEN COALESCE(pairing.cadence_days, step.every_days)
                    ELSE step.every_days END AS every) rhythm
    CROSS JOIN LATERAL (SELECT (%(now)s AT TIME ZONE program.time_zone)::date AS today) clock
    CROSS JOIN LATERAL (
        SELECT max(rung.offset_days) AS days FROM programs_rung rung WHERE rung.step_id = step.id) ladder
    WHERE touchpoint.state = 'open' AND touchpoint.due_on + rhythm.every <= clock.today
      AND touchpoint.due_on + COALESCE(ladder.days + {LADDER_RESTS.days}, 0) <= clock.today
      AND {NEXT_DUE} <= clock.today
      AND NOT EXISTS (
        SELECT FROM free WHERE free.program_id = program.id AND ladder.days >= 0
          AND free.days @> touchpoint.due_on + ladder.days AND upper(free.days) + {LADDER_RESTS.days} > clock.today)
    ORDER BY touchpoint.id
    FOR NO KEY UPDATE OF touchpoint, pairing SKIP LOCKED
),
missed AS (
    UPDATE pairings_touchpoint touchpoint SET state = 'missed'
    FROM late WHERE touchpoint.id = late.id AND touchpoint.state = 'open'
    RETURNING late.*
),
planned AS (
    INSERT INTO pairings_touchpoint (pairing_id, step_id, occurrence, due_on, counted_from, state)
    SELECT pairing_id, step_id, occurrence + 1, next.due_on, next.counted_from, 'open'
    FROM missed
    CROSS JOIN LATERAL (
        SELECT missed.due_on + missed.every * turn AS counted_from, {FOLLOWING} AS due_on
        FROM generate_series(0, (missed.today - missed.due_on) / missed.every + 1) turn
        WHERE {FOLLOWING} >= missed.today
        ORDER BY turn LIMIT 1) next
    WHERE next.due_on <= ends_on
    ON CONFLICT (pairing_id, step_id, occurrence) DO NOTHING
)
INSERT INTO activity_entry
    (at, actor_id, actor_name, verb, subject_type, subject_id, program_id, pairing_id, details)
SELECT %(now)s, NULL, '', 'touchpoint.missed', 'touchpoint', id, program_id, pairing_id,
       jsonb_build_object('step', title)
FROM missed
"""  # noqa: S608  # put together from constants


def plan(now: datetime, *, back: int = ALL_DAYS) -> int:
    """Write a notification for every rung that came due in the last `back` days; returns how many are new.

    Those that are too late are planned as well; delivery shows them as missed. Planned sessions are announced and asked
    about beside that, however far back it looks.
    """
    values = {"now": now, "zones": list(_known_zones())}
    return _run(PLAN, values | {"back": back}) + _run(planned_sessions.PLAN, values)


def roll(now: datetime) -> int:
    """Give up what is so late that its next one is due, and plan that one; returns how many were given up.

    A pair that somebody is pausing or ending right now is left to the next run.
    """
    return _run(ROLL, {"now": now})


def _run(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


@cache
def _known_zones() -> tuple[str, ...]:
    """The time zones this database server knows: one person's odd zone must not stop everybody's reminders."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_timezone_names")
        return tuple(name for (name,) in cursor.fetchall())
