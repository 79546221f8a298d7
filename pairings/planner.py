"""Set-based SQL that plans what is due. Running it any number of times, or twice at once, changes nothing.

Both statements write in one order and leave conflicts to the one who came first, so two at once neither double
anything nor wait for each other in a circle.
"""

from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection

# A rung's day is a day of the program's zone; nine o'clock is the recipient's. Looking one day ahead lets those
# east of the program have their nine o'clock. A rung two days past is kept as a visible row, never sent.
PLAN = """
WITH come_due AS (
    SELECT touchpoint.id AS touchpoint_id, touchpoint.due_on, touchpoint.due_on + rung.offset_days AS day,
           rung.id AS rung_id, rung.offset_days, rung.audience, step.kind, step.doer,
           pairing.id AS pairing_id, pairing.program_id, pairing.mentor_id, pairing.mentee_id
    FROM pairings_touchpoint touchpoint
    JOIN programs_step step ON step.id = touchpoint.step_id AND step.enabled
    JOIN programs_rung rung ON rung.step_id = step.id
    JOIN pairings_pairing pairing ON pairing.id = touchpoint.pairing_id AND pairing.state = 'active'
    JOIN programs_program program ON program.id = pairing.program_id AND program.state = 'running'
    WHERE touchpoint.state = 'open'
      AND touchpoint.due_on + rung.offset_days <= (%(now)s AT TIME ZONE program.time_zone)::date + 1
),
told AS (
    SELECT come_due.*, member.id AS membership_id, member.user_id, false AS to_coordinator
    FROM come_due JOIN programs_membership member ON member.id = come_due.mentor_id AND member.state = 'active'
    WHERE audience = 'both' OR (audience = 'doer' AND doer IN ('mentor', 'both'))
    UNION ALL
    SELECT come_due.*, member.id, member.user_id, false
    FROM come_due JOIN programs_membership member ON member.id = come_due.mentee_id AND member.state = 'active'
    WHERE audience = 'both' OR (audience = 'doer' AND doer IN ('mentee', 'both'))
    UNION ALL
    SELECT come_due.*, member.id, member.user_id, true
    FROM come_due JOIN programs_membership member
      ON member.program_id = come_due.program_id AND member.role = 'coordinator' AND member.state = 'active'
    WHERE audience = 'coordinator' OR (audience = 'doer' AND doer = 'coordinator')
),
worded AS (
    SELECT told.*,
           CASE WHEN to_coordinator AND doer <> 'coordinator' AND offset_days > 0 THEN 'pair_late'
                WHEN to_coordinator THEN 'step_due'
                WHEN kind = 'session' AND offset_days > 0 THEN 'session_late'
                WHEN kind = 'session' THEN 'session_due'
                WHEN kind = 'check_in' THEN 'check_in_due'
                ELSE 'step_due' END AS about,
           (day + time '09:00') AT TIME ZONE
               CASE WHEN person.time_zone = ANY(%(zones)s) THEN person.time_zone ELSE 'UTC' END AS due_at
    FROM told JOIN accounts_user person ON person.id = told.user_id AND person.is_active
),
keyed AS (
    SELECT worded.*, due_at < %(now)s - interval '2 days' AS too_late,
           about || ':' || touchpoint_id || ':' || due_on || ':rung' || rung_id || ':' || membership_id AS key
    FROM worded
)
INSERT INTO notifications_notification
    (key, recipient_id, kind, payload, program_id, pairing_id, due_at, state, reason, decided_at, created_at)
SELECT key, user_id, about,
       jsonb_build_object('touchpoint', touchpoint_id, 'due_on', due_on, 'offset_days', offset_days,
                          'membership', membership_id),
       program_id, pairing_id, due_at,
       CASE WHEN too_late THEN 'missed' ELSE 'planned' END,
       CASE WHEN too_late THEN 'More than two days late when it could be planned.' ELSE '' END,
       CASE WHEN too_late THEN %(now)s END, %(now)s
FROM keyed
WHERE NOT EXISTS (SELECT FROM notifications_notification planned WHERE planned.key = keyed.key)
ORDER BY touchpoint_id, rung_id, membership_id
ON CONFLICT (key) DO NOTHING
"""

# A recurring touchpoint is given up when its next would be due and its ladder has been climbed to the end. The next
# is due on the first day of its rhythm that isn't past.
ROLL = """
WITH late AS (
    SELECT touchpoint.id, touchpoint.pairing_id, touchpoint.step_id, touchpoint.occurrence, step.title, step.every_days,
           pairing.program_id, pairing.ends_on,
           touchpoint.due_on
             + step.every_days * ceil((clock.today - touchpoint.due_on)::numeric / step.every_days)::int AS next_due_on
    FROM pairings_touchpoint touchpoint
    JOIN programs_step step ON step.id = touchpoint.step_id AND step.enabled AND step.every_days IS NOT NULL
    JOIN pairings_pairing pairing ON pairing.id = touchpoint.pairing_id AND pairing.state = 'active'
    JOIN programs_program program ON program.id = pairing.program_id AND program.state = 'running'
    CROSS JOIN LATERAL (SELECT (%(now)s AT TIME ZONE program.time_zone)::date AS today) clock
    WHERE touchpoint.state = 'open'
      AND clock.today - touchpoint.due_on >= GREATEST(
            step.every_days,
            (SELECT max(rung.offset_days) + 2 FROM programs_rung rung WHERE rung.step_id = step.id))
    ORDER BY touchpoint.id
    FOR UPDATE OF touchpoint SKIP LOCKED
),
missed AS (
    UPDATE pairings_touchpoint touchpoint SET state = 'missed'
    FROM late WHERE touchpoint.id = late.id AND touchpoint.state = 'open'
    RETURNING late.*
),
planned AS (
    INSERT INTO pairings_touchpoint (pairing_id, step_id, occurrence, due_on, counted_from, state)
    SELECT pairing_id, step_id, occurrence + 1, next_due_on, next_due_on - every_days, 'open'
    FROM missed WHERE next_due_on <= ends_on
    ON CONFLICT (pairing_id, step_id, occurrence) DO NOTHING
)
INSERT INTO activity_entry
    (at, actor_id, actor_name, verb, subject_type, subject_id, program_id, pairing_id, details)
SELECT %(now)s, NULL, '', 'touchpoint.missed', 'touchpoint', id, program_id, pairing_id,
       jsonb_build_object('step', title)
FROM missed
"""


def plan(now: datetime) -> int:
    """A notification for every rung that has come due by the end of tomorrow; gives the number of new rows."""
    return _run(PLAN, {"now": now, "zones": list(_known_zones())})


def roll(now: datetime) -> int:
    """Give up what is so late that its next is due, and plan that next; gives the number given up."""
    return _run(ROLL, {"now": now})


def _run(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


@cache
def _known_zones() -> tuple[str, ...]:
    """The zones this database server knows: one person with an odd zone must not stop everybody's reminders."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_timezone_names")
        return tuple(name for (name,) in cursor.fetchall())
