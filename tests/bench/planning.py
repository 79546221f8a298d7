"""Planning a day, against the barest SQL that writes the same rows: copying them from a table where they lie ready."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from pairings.reminders import planner
from pairings.touchpoints import replanning
from programs.journey.calculation import NO_HOLIDAYS
from programs.models import Program
from tests.bench.data import Scale, load_more_pairings
from tests.bench.figures import Figure

ROUNDS, TIMES = 3, 2.0
EVERY_MINUTE = {"back": planner.RECENT_DAYS}
COLUMNS = "key, recipient_id, kind, payload, program_id, pairing_id, due_at, state, reason, decided_at, created_at"
READY = f"CREATE TABLE bench_ready AS SELECT {COLUMNS} FROM notifications_notification WHERE id > %s ORDER BY id"
BARE = f"INSERT INTO notifications_notification ({COLUMNS}) SELECT {COLUMNS} FROM bench_ready"


def measure(scale: Scale) -> Iterator[Figure]:
    load_more_pairings(scale)
    now = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    planner.plan(now - timedelta(days=1))  # what came before the day lies there already
    known = one("SELECT max(id) FROM notifications_notification")
    planned, bare = [], []
    rows = planner.plan(now, **EVERY_MINUTE)
    run(READY, known)
    assert rows >= scale.planned_pairings, f"Only {rows} rows are planned."
    for _ in range(ROUNDS):
        forget(known)
        planned.append(seconds(lambda: planner.plan(now, **EVERY_MINUTE)))
        forget(known)
        bare.append(seconds(lambda: run(BARE)))
    yield Figure("rows planned for one day", rows, "rows")
    yield Figure("pairings planned for", one("SELECT count(*) FROM pairings_pairing"), "pairings")
    yield Figure("planning the day", min(planned), "s")
    ratio = min(planned) / min(bare)
    yield Figure("planning the day, to the bare SQL that writes the same", ratio, "× bare SQL", TIMES)
    again = min(seconds(lambda: planner.plan(now, **EVERY_MINUTE)) for _ in range(ROUNDS))
    yield Figure("planning again when nothing is new, as every minute", again, "s")
    again = min(seconds(lambda: planner.plan(now)) for _ in range(ROUNDS))
    yield Figure("the same for all days, as every hour", again, "s")
    rolled = seconds(lambda: planner.roll(now))
    yield Figure("looking for steps to give up", rolled, "s")
    forget(known)
    yield from replanned(now)


def replanned(now: datetime) -> Iterator[Figure]:
    """A coordinator moves a step of one whole program by a day."""
    program = Program.objects.get(pk=1)
    by = program.memberships.coordinators().select_related("user").get().user
    with transaction.atomic():
        program.steps.filter(kind="check_in").update(first_day=F("first_day") + 1)
        told = seconds(lambda: replanning.consequences(program, [], blackout=NO_HOLIDAYS, now=now))
        acted = seconds(lambda: replanning.replan(program, by=by, now=now))
        transaction.set_rollback(True)
    yield Figure("pairings of the program whose journey was edited", program.pairings.count(), "pairings")
    yield Figure("saying what the edited journey does to them", told, "s")
    yield Figure("planning them again", acted, "s")


def forget(known: int) -> None:
    """Back to before the day was planned, for both sides alike."""
    run("DELETE FROM notifications_notification WHERE id > %s", known)
    run("VACUUM ANALYZE notifications_notification")


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def one(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]
