"""SQL that plans the reminders of planned sessions: announced the day before, asked about the day after.

Both at nine on the reader's own clock, whatever the journey asks for. The time of the session is part of the key: at
another time it is announced and asked about again, at the same time never.
"""

from mentoring.notifications.wishes.pace import MORNING
from programs.journey import wording

# Nothing older could still go out, even after a weekend of quiet hours.
LOOKED_BACK = 7

# Where weekends are quiet, what would be told on one goes out on the Friday before: after it may be too late. Who plans
# or changes a session after its morning has told the partner by doing so. Holidays count for what the program asks, not
# for what two people have planned themselves; so does a pause. What was planned before the pair ended is asked about.
PLAN = f"""
WITH told AS (
    SELECT planned.id AS session_id, planned.starts_at, planned.changed_at, pairing.id AS pairing_id,
           pairing.state AS pair_is, pairing.program_id, member.id AS membership_id, person.id AS user_id, clock.zone,
           (planned.starts_at AT TIME ZONE clock.zone)::date - 1 AS before,
           ((planned.starts_at + planned.minutes * interval '1 minute') AT TIME ZONE clock.zone)::date + 1 AS after,
           COALESCE(habits.quiet_weekends, program.quiet_weekends) AS quiet_weekends
    FROM pairings_plannedsession planned
    JOIN pairings_pairing pairing ON pairing.id = planned.pairing_id
    JOIN programs_program program ON program.id = pairing.program_id AND program.state = 'running'
    JOIN programs_membership member ON member.id IN (pairing.mentor_id, pairing.mentee_id) AND member.state = 'active'
    JOIN accounts_user person ON person.id = member.user_id AND person.is_active
    LEFT JOIN notifications_mailhabits habits ON habits.user_id = person.id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN person.time_zone = ANY(%(zones)s) THEN person.time_zone ELSE 'UTC' END AS zone) clock
    WHERE planned.state = 'planned' AND planned.session_id IS NULL
      AND planned.starts_at > %(now)s - interval '{LOOKED_BACK + 2} days'
      AND planned.starts_at < %(now)s + interval '5 days'
),
come_due AS (
    SELECT told.*, moment.kind, moment.due_at
    FROM told
    CROSS JOIN LATERAL (
        SELECT CASE WHEN quiet_weekends THEN GREATEST(extract(isodow FROM before)::int - 5, 0)
                    ELSE 0 END AS days) sooner
    CROSS JOIN LATERAL (VALUES
        ('{wording.SESSION_DUE}', (before - sooner.days + time '{MORNING}') AT TIME ZONE zone),
        ('{wording.SESSION_LATE}', (after + time '{MORNING}') AT TIME ZONE zone)) moment (kind, due_at)
    WHERE moment.due_at <= %(now)s AND moment.due_at > %(now)s - interval '{LOOKED_BACK} days'
      AND (moment.kind = '{wording.SESSION_LATE}'
           OR (told.starts_at > %(now)s AND moment.due_at >= told.changed_at AND told.pair_is <> 'ended'))
),
keyed AS (
    SELECT come_due.*, moment.at, kind || ':planned' || session_id || ':' || moment.at || ':' || membership_id AS key
    FROM come_due CROSS JOIN LATERAL (SELECT floor(extract(epoch FROM starts_at))::bigint AS at) moment
)
INSERT INTO notifications_notification
    (key, about, recipient_id, kind, payload, program_id, pairing_id, due_at, created_at)
SELECT key, 'planned:' || session_id, user_id, kind,
       jsonb_build_object('planned_session', session_id, 'at', at, 'membership', membership_id),
       program_id, pairing_id, due_at, %(now)s
FROM keyed
WHERE NOT EXISTS (SELECT FROM notifications_notification planned WHERE planned.key = keyed.key)
ORDER BY session_id, kind, membership_id
ON CONFLICT (key) DO NOTHING
"""  # noqa: S608  # put together from constants
