"""A large installation in a few seconds, by bulk SQL: programs with a year behind them.

Of the 200 people of a program the first is its coordinator, the next 99 are mentors and the last 100 mentees.
"""

from dataclasses import dataclass

from django.db import connection

PEOPLE = 200  # of each program
PAIRS = 100  # of each program


@dataclass(frozen=True)
class Scale:
    name: str
    programs: int
    fortnights: int  # of history
    planned_pairings: int
    mails: int


FULL = Scale("full", programs=100, fortnights=26, planned_pairings=100_000, mails=20_000)
MEDIUM = Scale("medium", programs=10, fortnights=26, planned_pairings=10_000, mails=20_000)
SMALL = Scale("small", programs=5, fortnights=26, planned_pairings=5_000, mails=2_000)

STATEMENTS = """
INSERT INTO accounts_organisation (id, name, hue, time_zone) VALUES (1, 'Example Ltd', 258, 'Europe/Berlin');

INSERT INTO accounts_user (id, password, is_superuser, email, name, time_zone, declined_time_zone, language, theme,
                           is_administrator, is_active, joined_at)
SELECT n, '!', false, 'person' || n || '@example.org', 'Person Number' || n,
       (ARRAY['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'UTC'])[1 + n % 4], '', 'en-us', 'system',
       n = 1 + {people} * {programs}, true, now() - interval '400 days'
FROM generate_series(1, 1 + {people} * {programs}) n;

INSERT INTO account_emailaddress (email, verified, "primary", user_id) SELECT email, true, true, id FROM accounts_user;

INSERT INTO programs_program (id, name, template, purpose, state, starts_on, ends_on, time_zone, cadence_days,
                              session_minutes, mentor_capacity, created_at)
SELECT p, 'Program ' || p, 'career', 'Grow.', 'running', current_date - 380, current_date + 90, 'Europe/Berlin', 14,
       60, 2, now() - interval '390 days'
FROM generate_series(1, {programs}) p;

INSERT INTO programs_step (id, program_id, kind, title, doer, first_day, every_days, guide, enabled, position)
SELECT (p - 1) * 4 + s.position, p, s.kind, s.title, s.doer, s.first_day, s.every_days, 'Talk about it.', true,
       s.position
FROM generate_series(1, {programs}) p,
     (VALUES (1, 'session', 'Session', 'both', 14, 14), (2, 'check_in', 'Check-in', 'both', 28, 28),
             (3, 'goals', 'Goals', 'mentee', 30, NULL), (4, 'closure', 'Closure', 'both', 420, NULL))
         s (position, kind, title, doer, first_day, every_days);

INSERT INTO programs_rung (step_id, offset_days, audience)
SELECT step.id, r.offset_days, r.audience
FROM programs_step step
JOIN (VALUES ('session', -2, 'both'), ('session', 3, 'both'), ('session', 7, 'coordinator'), ('check_in', 0, 'doer'),
             ('check_in', 4, 'doer'), ('goals', 3, 'doer'), ('closure', -7, 'both')) r (kind, offset_days, audience)
  ON r.kind = step.kind;

INSERT INTO programs_membership (id, user_id, program_id, role, state, capacity, joined_at)
SELECT n, n, 1 + (n - 1) / {people}, part.role, 'active', CASE WHEN part.role = 'mentor' THEN 2 END,
       now() - interval '380 days'
FROM generate_series(1, {people} * {programs}) n,
     LATERAL (SELECT CASE WHEN (n - 1) % {people} = 0 THEN 'coordinator' WHEN (n - 1) % {people} < 100 THEN 'mentor'
                     ELSE 'mentee' END AS role) part;

INSERT INTO pairings_pairing (id, program_id, mentor_id, mentee_id, state, started_on, ends_on, ending, ending_reason,
                              created_at, created_by_id)
SELECT (p - 1) * {pairs} + i + 1, p, (p - 1) * {people} + 2 + i % 99, (p - 1) * {people} + 101 + i, 'active',
       current_date - {fortnights} * 14 - 4 - i % 14, current_date + 60, '', '', now() - interval '370 days',
       (p - 1) * {people} + 1
FROM generate_series(1, {programs}) p, generate_series(0, {pairs} - 1) i;

INSERT INTO pairings_touchpoint (pairing_id, step_id, occurrence, due_on, counted_from, state, done_on, done_at)
SELECT pairing.id, step.id, o, pairing.started_on + step.first_day + (o - 1) * COALESCE(step.every_days, 0),
       pairing.started_on + CASE WHEN o > 1 THEN step.first_day + (o - 2) * COALESCE(step.every_days, 0) ELSE 0 END,
       CASE WHEN done.is THEN 'done' ELSE 'open' END,
       CASE WHEN done.is THEN pairing.started_on + step.first_day + (o - 1) * COALESCE(step.every_days, 0) END,
       CASE WHEN done.is THEN now() - interval '1 day' * ({fortnights} - o) * 14 END
FROM pairings_pairing pairing
JOIN programs_step step ON step.program_id = pairing.program_id
JOIN LATERAL (SELECT CASE step.kind WHEN 'session' THEN {fortnights} + 1 WHEN 'check_in' THEN {fortnights} / 2 + 1
                     ELSE 1 END AS number) planned ON true
CROSS JOIN LATERAL generate_series(1, planned.number) o
CROSS JOIN LATERAL (SELECT step.kind = 'goals' OR (step.every_days IS NOT NULL AND o < planned.number) AS is) done;

INSERT INTO pairings_session (pairing_id, touchpoint_id, held_on, minutes, logged_by_id, logged_at, form_key)
SELECT touchpoint.pairing_id, touchpoint.id, touchpoint.done_on, 60, pairing.mentor_id, touchpoint.done_at,
       gen_random_uuid()
FROM pairings_touchpoint touchpoint
JOIN programs_step step ON step.id = touchpoint.step_id AND step.kind = 'session'
JOIN pairings_pairing pairing ON pairing.id = touchpoint.pairing_id
WHERE touchpoint.state = 'done';

INSERT INTO pairings_sessionlog (session_id, shared_notes, what_i_heard, questions_asked, advice)
SELECT id, repeat('We talked about presenting. ', 10), repeat('You want to speak more. ', 5), '', ''
FROM pairings_session;

INSERT INTO pairings_checkin (touchpoint_id, member_id, rating, comment, answered_at)
SELECT touchpoint.id, member.id, 1 + touchpoint.id % 5, 'Fine.', touchpoint.done_at
FROM pairings_touchpoint touchpoint
JOIN programs_step step ON step.id = touchpoint.step_id AND step.kind = 'check_in'
JOIN pairings_pairing pairing ON pairing.id = touchpoint.pairing_id
CROSS JOIN LATERAL (VALUES (pairing.mentor_id), (pairing.mentee_id)) member (id)
WHERE touchpoint.state = 'done';

INSERT INTO goals_goal (pairing_id, title, why, measure, area, due_on, state, is_private, created_at, agreed_at,
                        agreed_by_id, proposed_by_id, form_key)
SELECT pairing.id, 'Goal ' || g || ' of pair ' || pairing.id, 'To be seen.', 'Three demos held.', 'career',
       current_date + 30, CASE WHEN g = 3 THEN 'proposed' ELSE 'agreed' END, false, now() - interval '300 days',
       CASE WHEN g < 3 THEN now() - interval '290 days' END, CASE WHEN g < 3 THEN pairing.mentor_id END,
       pairing.mentee_id, gen_random_uuid()
FROM pairings_pairing pairing, generate_series(1, 3) g;

INSERT INTO goals_goalversion (goal_id, number, change, reason, content, by_id, at)
SELECT id, 1, 'written', '', jsonb_build_object('title', title), proposed_by_id, created_at FROM goals_goal;

INSERT INTO goals_milestone (goal_id, title, due_on, position, reached_on, evidence)
SELECT goal.id, 'Milestone ' || m, current_date + m, m, CASE WHEN m < 3 THEN current_date - 10 END, ''
FROM goals_goal goal, generate_series(1, 4) m;

INSERT INTO pairings_message (pairing_id, author_id, text, sent_at, read_at, form_key)
SELECT pairing.id, CASE WHEN m % 2 = 0 THEN pairing.mentor_id ELSE pairing.mentee_id END, 'Shall we try it on Tuesday?',
       now() - interval '1 day' * m, CASE WHEN m > 1 THEN now() - interval '1 day' * (m - 1) END, gen_random_uuid()
FROM pairings_pairing pairing, generate_series(1, 20) m;

INSERT INTO pairings_promise (pairing_id, owner_id, text, due_on, state, word, settled_on, made_by_id, made_at,
                              form_key)
SELECT pairing.id, CASE WHEN n % 2 = 0 THEN pairing.mentor_id ELSE pairing.mentee_id END, 'Send the slides',
       current_date + 7 - n * 7, CASE WHEN n > 2 THEN 'kept' ELSE 'open' END, '',
       CASE WHEN n > 2 THEN current_date + 6 - n * 7 END, pairing.mentor_id, now() - interval '1 day' * (n * 7 + 7),
       gen_random_uuid()
FROM pairings_pairing pairing, generate_series(1, 10) n;

INSERT INTO pairings_feedback (pairing_id, author_id, strength, situation, effect, next_step, sent_at, opens_at,
                               read_at, answer, taken_up, form_key)
SELECT pairing.id, CASE WHEN n % 2 = 0 THEN pairing.mentor_id ELSE pairing.mentee_id END, 'You asked first.',
       'On Tuesday, with the slides.', 'I saw it myself.', 'Ask once more.', sent.at, sent.at,
       CASE WHEN n > 1 THEN sent.at + interval '1 day' END, '', '', gen_random_uuid()
FROM pairings_pairing pairing, generate_series(1, 6) n,
     LATERAL (SELECT now() - interval '20 days' * n AS at) sent;

INSERT INTO pairings_kudos (pairing_id, by_id, text, given_at, form_key)
SELECT pairing.id, pairing.mentee_id, 'The talk went well.', now() - interval '30 days' * n, gen_random_uuid()
FROM pairings_pairing pairing, generate_series(1, 3) n;

INSERT INTO programs_application (user_id, program_id, role, state, created_at, submitted_at, decided_at, decided_by_id,
                                  decision_message)
SELECT member.user_id, member.program_id, member.role, 'approved', now() - interval '385 days',
       now() - interval '384 days', now() - interval '383 days', (member.program_id - 1) * {people} + 1, ''
FROM programs_membership member WHERE member.role <> 'coordinator';

INSERT INTO programs_invitation (program_id, email, name, role, state, nonce, invited_by_id, created_at, sent_at,
                                 sent_count, expires_at)
SELECT p, 'invited' || i || '@example.org', 'Invited ' || i, 'mentee', 'open', gen_random_uuid(),
       (p - 1) * {people} + 1, now() - interval '2 days', now() - interval '2 days', 1, now() + interval '12 days'
FROM generate_series(1, {programs}) p, generate_series(1, 60) i;

INSERT INTO activity_entry (at, actor_id, actor_name, verb, subject_type, subject_id, program_id, pairing_id, details)
SELECT session.logged_at, session.logged_by_id, 'Person Number' || session.logged_by_id, 'session.logged', 'session',
       session.id, pairing.program_id, pairing.id, '{{}}'
FROM pairings_session session JOIN pairings_pairing pairing ON pairing.id = session.pairing_id;

INSERT INTO notifications_notification (key, recipient_id, kind, payload, program_id, pairing_id, due_at, state,
                                        reason, decided_at, created_at)
SELECT 'history:' || session.id || ':' || member.id, member.id, 'session_due', '{{}}', pairing.program_id, pairing.id,
       session.logged_at, 'delivered', '', session.logged_at, session.logged_at
FROM pairings_session session JOIN pairings_pairing pairing ON pairing.id = session.pairing_id
CROSS JOIN LATERAL (VALUES (pairing.mentor_id), (pairing.mentee_id)) member (id);

INSERT INTO notifications_mail (notification_id, recipient_id, "to", kind, subject, text, html, headers, message_id,
                                program_id, urgent, state, attempts, next_attempt_at, server_answer, created_at,
                                sent_at)
SELECT id, recipient_id, 'person' || recipient_id || '@example.org', kind, 'Your session', repeat('Hello. ', 40),
       repeat('<p>Hello.</p>', 40), '{{}}', '<' || id || '@history>', program_id, false, 'sent', 1, due_at, '', due_at,
       due_at
FROM notifications_notification;
"""

# More pairings for the planner, each with a session whose reminder, three days later, falls on tomorrow. Of each
# program every mentee with every mentor would give 9,900.
MORE = """
INSERT INTO pairings_pairing (program_id, mentor_id, mentee_id, state, started_on, ends_on, ending, ending_reason,
                              created_at, created_by_id)
SELECT p, mentor.id, mentee.id, 'active', current_date - 16, current_date + 60, '', '', now(), (p - 1) * {people} + 1
FROM generate_series(1, {programs}) p
CROSS JOIN LATERAL (
    SELECT (p - 1) * {people} + 2 + (i + i / 100) % 99 AS id, i FROM generate_series(100, {each} - 1) i) mentor
CROSS JOIN LATERAL (SELECT (p - 1) * {people} + 101 + mentor.i % 100 AS id) mentee
ON CONFLICT DO NOTHING;

INSERT INTO pairings_touchpoint (pairing_id, step_id, occurrence, due_on, counted_from, state)
SELECT pairing.id, step.id, 1, pairing.started_on + step.first_day, pairing.started_on, 'open'
FROM pairings_pairing pairing JOIN programs_step step ON step.program_id = pairing.program_id
WHERE NOT EXISTS (SELECT FROM pairings_touchpoint touchpoint WHERE touchpoint.pairing_id = pairing.id);
"""


def load(scale: Scale) -> None:
    _run(STATEMENTS.format(programs=scale.programs, people=PEOPLE, pairs=PAIRS, fortnights=scale.fortnights))


def load_more_pairings(scale: Scale) -> None:
    each = scale.planned_pairings // scale.programs
    _run(MORE.format(programs=scale.programs, people=PEOPLE, each=each))


def _run(statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements.split(";\n"):
            if statement.strip():
                cursor.execute(statement)
        for table in ("accounts_user", "programs_program", "programs_step", "programs_membership", "pairings_pairing"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        cursor.execute("VACUUM ANALYZE")
