"""Is the installation healthy? JSON for machines, without details, and a page for administrators."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Max, Min, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.timesince import timesince
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

from mentoring.accounts import proxies
from mentoring.home.probe import Probe
from mentoring.notifications.planning.models import Mail
from mentoring.notifications.sending import heartbeat, last_answer
from mentoring.postgres import limits
from mentoring.postgres.connection import Connection
from mentoring.web import render, watchers

OK, DEGRADED, UNKNOWN = "ok", "degraded", "unknown"
BEAT_LATE = timedelta(minutes=4)  # it beats every minute
MAIL_LATE = timedelta(minutes=15)
# With what mentoring/web/middleware.py:in_time leaves for our tables, the page answers within two seconds.
DATABASE_SECONDS, BROKER_SECONDS = 0.9, 0.5
SILENT = "It doesn’t answer."
_database: Probe[str] = Probe("database")
_broker: Probe[str] = Probe("broker")
# What pages need. Anybody may ask about this alone: it says no more than a page does.
SERVING = frozenset({"database", "migrations"})
NOT_FOR_STRANGERS = "Anybody may ask about database and migrations; for the other parts, bring METRICS_TOKEN."

Answer = tuple[str, str]  # state, detail


@dataclass(frozen=True)
class Part:
    """`detail` is for administrators only."""

    name: str
    title: str
    state: str
    detail: str


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 if nothing is degraded, otherwise 503; an unknown part is a 400. `?only=database,broker` limits the parts.

    How each part is, is for who may watch; a stranger hears whether it is up.
    """
    wanted = [name for name in request.GET.get("only", "").split(",") if name] or list(PARTS)
    if unknown := [name for name in wanted if name not in PARTS]:
        return JsonResponse({"error": f"No such part: {', '.join(unknown)[:100]}"}, status=400)
    now = timezone.now()
    parts = ask(wanted, now=now)
    degraded = any(part.state == DEGRADED for part in parts)
    status = 503 if degraded else 200
    words: dict[str, object] = {"status": DEGRADED if degraded else OK}
    if _is_for_a_person(request, parts):
        context = {"parts": parts, "degraded": degraded, "proxies": proxies.trouble(request)}
        response = render.page(request, "home/health.html", context, status=status)
    elif watchers.may_watch(request):
        response = JsonResponse(words | {"parts": {part.name: part.state for part in parts}}, status=status)
    elif request.GET.get("only") and not SERVING.issuperset(wanted):
        return JsonResponse({"error": NOT_FOR_STRANGERS}, status=403)
    else:
        response = JsonResponse(words, status=status)
    response._has_been_logged = True  # type: ignore[attr-defined]  # a 503 here is an answer, not an error of ours
    return response


def ask(names: list[str], *, now: datetime) -> list[Part]:
    """Check each part on its own, but skip parts that live in a database or a broker that doesn't answer."""
    silent: set[str] = set()
    parts = []
    for name in names:
        title, needs, check = PARTS[name]
        state, detail = (UNKNOWN, f"The {needs} doesn’t answer.") if needs in silent else check(now)
        if state == DEGRADED:
            silent.add(name)
        parts.append(Part(name, title, state, detail))
    return parts


def database(now: datetime) -> Answer:
    """On a connection of its own: the pages may have them all."""
    question = partial(_version, connection.get_connection_params())
    try:
        version = _database.ask(question, seconds=DATABASE_SECONDS)
    except TimeoutError:
        return DEGRADED, SILENT
    except psycopg.Error as error:
        return DEGRADED, f"It can’t be reached: {_first_line(error)}"
    return OK, f"PostgreSQL {version}"


def _version(params: dict[str, Any]) -> str:
    with limits.within(2), Connection.connect(**params | {"connect_timeout": 2}) as asked:
        asked.execute("SELECT")
        return str(asked.info.parameter_status("server_version"))


def migrations(now: datetime) -> Answer:
    try:
        applied = set(MigrationRecorder.Migration.objects.values_list("app", "name"))
    except DatabaseError as error:
        return DEGRADED, f"They can’t be read: {_first_line(error)}"
    if missing := len(_known_migrations() - applied):
        return DEGRADED, f"{missing} not up to date: run manage.py migrate."
    return OK, "Up to date"


def broker(now: datetime) -> Answer:
    try:
        _broker.ask(partial(_ping, settings.REDIS_URL), seconds=BROKER_SECONDS)
    except TimeoutError:
        return DEGRADED, SILENT
    except redis.RedisError as error:
        return DEGRADED, f"It can’t be reached: {_first_line(error)}"
    return OK, "Answers"


def _ping(url: str) -> str:
    patience = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 0)}
    with redis.Redis.from_url(url, **patience) as connected:
        return str(connected.ping())


def beat(now: datetime) -> Answer:
    """The broker may have been emptied, so this asks the database alone."""
    try:
        at = heartbeat.last_seen()
        since = at or MigrationRecorder.Migration.objects.aggregate(last=Max("applied"))["last"]
    except DatabaseError as error:
        return UNKNOWN, f"It can’t be read: {_first_line(error)}"
    late = bool(since and now - since > BEAT_LATE)
    if at is None:
        return (
            (DEGRADED, "No beat has ever been seen.")
            if late
            else (UNKNOWN, "No beat seen yet; it comes within a minute.")
        )
    return DEGRADED if late else OK, f"Last beat {_ago(at, now)}"


def mail(now: datetime) -> Answer:
    waiting = Q(state__in=[Mail.State.QUEUED, Mail.State.SENDING])
    recently = Q(state=Mail.State.FAILED, created_at__gt=now - timedelta(days=1))
    try:
        found = Mail.objects.filter(waiting | recently).aggregate(
            waiting=Count("pk", filter=waiting),
            tried=Count("pk", filter=waiting & Q(attempts__gt=0)),
            oldest=Min("created_at", filter=waiting),
            failed=Count("pk", filter=recently),
        )
    except DatabaseError as error:
        return DEGRADED, f"It can’t be read: {_first_line(error)}"
    words = f"{found['waiting']} waiting" if found["waiting"] else "Nothing waiting"
    if found["oldest"]:
        words += f", the oldest written {_ago(found['oldest'], now)}"
    if found["tried"]:
        words += f"; {found['tried']} tried without success, to be tried again"
    if found["failed"]:
        words += f"; {found['failed']} failed in the last day"
    late = found["oldest"] is not None and now - found["oldest"] > MAIL_LATE
    return DEGRADED if late or found["tried"] else OK, words


def mail_server(now: datetime) -> Answer:
    if not settings.HAS_MAIL_SERVER:
        return DEGRADED, "None is configured: set EMAIL_HOST."
    options: dict[str, Any] = settings.MAILERS["default"].get("OPTIONS", {})
    name = f"{options['host']}, port {options['port']}" if options.get("host") else "The mail service"
    try:
        last = last_answer.last()
    except DatabaseError as error:
        return UNKNOWN, f"{name}. What it said last can’t be read: {_first_line(error)}"
    if last is None:
        return UNKNOWN, f"{name}. Nothing has been sent yet: try manage.py sendtestemail."
    said = f"{_ago(last.at, now)}: {last.answer}" if last.answer else _ago(last.at, now)
    if last.result in {"trouble", "unreachable"}:
        return DEGRADED, f"{name}. The last attempt failed {said}"
    return OK, f"{name}. It took an email {said}" if last.result == "sent" else f"{name}. It refused an email {said}"


# Title, the part it lives in, the check. A part comes after the one it lives in.
PARTS: dict[str, tuple[str, str, Callable[[datetime], Answer]]] = {
    "database": ("Database", "", database),
    "migrations": ("Tables", "database", migrations),
    "mail": ("Mail", "database", mail),
    "broker": ("Broker", "", broker),
    "beat": ("Clock and worker", "database", beat),
    "mail_server": ("Mail server", "database", mail_server),
}


def _is_for_a_person(request: HttpRequest, parts: list[Part]) -> bool:
    """Only for an administrator's browser. With the database down, nobody can be recognized."""
    if "text/html" not in request.headers.get("Accept", ""):
        return False
    if any(part.name in {"database", "migrations"} and part.state == DEGRADED for part in parts):
        return False
    try:
        return request.user.is_authenticated and request.user.is_administrator
    except DatabaseError:  # it hangs since just now
        return False


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _ago(then: datetime, now: datetime) -> str:
    return f"{timesince(then, now)} ago"


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
