"""What beat and the workers did in the demo's past."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

from mentoring.notifications.sending import sender as sending_sender
from mentoring.notifications.writing import composing as writing_composing
from pairings.fit_checks import asking
from pairings.pauses import returns
from pairings.reminders import planner

ADDRESS_REFUSED = timedelta(days=30)  # how long ago it began
ACCEPTING, REFUSING = "mentoring.demo.mail_server.Accepting", "mentoring.demo.mail_server.RefusingOne"


@contextmanager
def no_way_back() -> Iterator[None]:
    """The demo is built as a whole or not at all: without savepoints, which are a third of all statements."""
    features = connection.features
    before, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = before


def analyze() -> None:
    """A server would do this on some night, but here months go by in a minute."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def look_after(now: datetime) -> None:
    """What beat does all the time, done once a day here."""
    planner.roll(now)
    returns.resume_returned(now)
    planner.plan(now)
    asking.ask_whether_it_fits(now)


def deliver(now: datetime, *, today: datetime) -> None:
    """Nothing is really mailed: these mail servers are the demo's own."""
    writing_composing.compose(now)
    backend = REFUSING if today - now < ADDRESS_REFUSED else ACCEPTING
    sending_sender.send(now, backend=backend)
