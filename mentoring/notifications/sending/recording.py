"""What became of a mail is written down while the next one is being written, and is on disk before that one goes.

Waiting for the disk takes as long as sending: so the statement is handed to the database server and its answer is
fetched right before the mail server gets the content of the next mail (`backends.Smtp`). Until it is settled, nobody
else may use the connection.
"""

from datetime import datetime
from typing import NamedTuple

import psycopg
import structlog
from django.db import connection

from mentoring.notifications.planning.models import Mail

log = structlog.get_logger(__name__)

RECORD = """
UPDATE notifications_mail
SET state = %s, sent_at = %s, next_attempt_at = %s, server_answer = %s, attempts = %s, claim = NULL, claimed_at = NULL
WHERE id = %s AND claim = %s AND state = 'sending'
"""


class AttemptRecord(NamedTuple):
    """What is written down of a mail once it was tried to send it."""

    state: str
    sent_at: datetime | None
    next_attempt_at: datetime
    server_answer: str
    attempts: int


class Recorder:
    """Has at most one record on its way."""

    def __init__(self) -> None:
        self._mail: Mail | None = None

    def start(self, mail: Mail, attempt: AttemptRecord) -> None:
        self.settle()
        connection.ensure_connection()
        with connection.wrap_database_errors:
            server = connection.connection
            statement = psycopg.ClientCursor(server).mogrify(RECORD, [*attempt, mail.pk, mail.claim])
            server.pgconn.send_query(statement.encode())
        self._mail = mail

    def settle(self) -> None:
        """The record on its way, if any, is on disk from now on; DatabaseError if it can't be known."""
        if self._mail is None:
            return
        mail, self._mail = self._mail, None
        with connection.wrap_database_errors:
            rows = _answer(connection.connection)
        if not rows:
            log.warning("claim_lost", mail=mail.pk)


def _answer(server: psycopg.Connection) -> int:
    """Rows changed by the statement that was sent before. All is read first: else the connection stays taken."""
    results = list(iter(server.pgconn.get_result, None))
    for result in results:
        if result.status != psycopg.pq.ExecStatus.COMMAND_OK:
            raise psycopg.OperationalError(result.get_error_message())
    return sum(result.command_tuples or 0 for result in results)
