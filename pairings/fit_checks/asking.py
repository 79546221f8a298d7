"""Set-based SQL that asks after the first session whether it fits. Running it twice, or twice at once, asks once.

Like the answers (actions.py), the questions don't belong to the program: one that came too late would say in its log
that somebody has answered.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from mentoring.notifications.planning.models import Notification
from mentoring.notifications.wishes.wanted import Wishes
from programs.program.models import Membership

# Once for each open touchpoint and each person it asks who has met their partner but hasn't answered yet.
ASK = """
INSERT INTO notifications_notification (key, recipient_id, kind, payload, due_at, created_at)
SELECT 'fit_check_due:' || touchpoint.id || ':' || member.id, member.user_id, 'fit_check_due',
       jsonb_build_object('pairing', pairing.id, 'membership', member.id), %(now)s, %(now)s
FROM pairings_touchpoint touchpoint
JOIN programs_step step ON step.id = touchpoint.step_id AND step.kind = 'fit_check' AND step.enabled
JOIN pairings_pairing pairing ON pairing.id = touchpoint.pairing_id AND pairing.state = 'active'
JOIN programs_program program ON program.id = pairing.program_id AND program.state = 'running'
JOIN programs_membership member ON member.state = 'active' AND (
    (member.id = pairing.mentor_id AND step.doer IN ('mentor', 'both'))
    OR (member.id = pairing.mentee_id AND step.doer IN ('mentee', 'both')))
WHERE touchpoint.state = 'open'
  AND EXISTS (SELECT FROM pairings_session session WHERE session.pairing_id = pairing.id)
  AND NOT EXISTS (SELECT FROM pairings_fitcheck said
                  WHERE said.pairing_id = pairing.id AND said.member_id = member.id)
  AND NOT EXISTS (SELECT FROM notifications_notification asked
                  WHERE asked.key = 'fit_check_due:' || touchpoint.id || ':' || member.id)
ORDER BY touchpoint.id, member.id
ON CONFLICT (key) DO NOTHING
RETURNING id
"""


def ask_whether_it_fits(now: datetime) -> int:
    """Plan a question by mail for everybody who has met for the first time; returns how many are new."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ASK, {"now": now})
        asked = [pk for (pk,) in cursor.fetchall()]
        if asked:
            _let_the_night_pass(asked, now)
    return len(asked)


def _let_the_night_pass(asked: Collection[int], now: datetime) -> None:
    """The program's quiet hours hold, so they are looked up here: a mail beside the program doesn't know them."""
    rows = Notification.objects.filter(pk__in=asked).select_related("recipient")
    members = Membership.objects.in_bulk([row.payload["membership"] for row in rows])
    wishes = Wishes([row.recipient for row in rows], [member.program_id for member in members.values()])
    for row in rows:
        row.due_at = wishes.allowed_from(now, row.recipient, members[row.payload["membership"]].program_id)
    Notification.objects.bulk_update(rows, ["due_at"], batch_size=1000)
