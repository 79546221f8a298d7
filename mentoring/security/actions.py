"""Write a row, and delete those whose time is over."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal.ratelimit import truncate_ip
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.security.kinds import FROM_ANYBODY
from mentoring.security.models import Event, Happening
from mentoring.web import cleaning

MOST_A_MINUTE = 30  # from one network, of what anybody can cause
FEWEST_DAYS = 30
AT_ONCE = 10_000
log = structlog.get_logger(__name__)


def record(
    what: Happening, account: User | None, *, by: User | None = None, now: datetime | None = None, **details: str
) -> None:
    """Add one row, with where the request of this moment came from; one query. `details` hold no secrets."""
    _write(what, account, by=by, now=now or timezone.now(), details=details)
    log.info("security", **_line(what, account))


def record_from_anybody(what: Happening, account: User | None, **details: str) -> None:
    """The same for what a stranger can cause as often as they like: after so many in a minute, one row that says so.

    The line in the log comes each time, for who counts them there (docs/fail2ban).
    """
    log.warning("security", **_line(what, account))
    now = timezone.now()
    network = _where(context.request)["network"]
    minute = now.replace(second=0, microsecond=0)
    few = Event.objects.filter(network=network, at__gte=minute, what__in=FROM_ANYBODY).values("pk")
    written = few[: MOST_A_MINUTE + 1].count()
    if written < MOST_A_MINUTE:
        _write(what, account, now=now, details=details)
    elif written == MOST_A_MINUTE:
        _write(Happening.MORE, None, now=now, details={})


def delete_before(moment: datetime, *, now: datetime | None = None) -> int:
    """Delete what is older, except for rows of the last 30 days; how many there were.

    The trigger lets rows go only up to the moment that this transaction names.
    """
    moment = min(moment, (now or timezone.now()) - timedelta(days=FEWEST_DAYS))
    deleted = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('mentoring.security_over_before', %s, true)", [moment.isoformat()])
            over = Event.objects.filter(at__lt=moment).order_by("at").values("pk")[:AT_ONCE]
            some, _ = Event.objects.filter(pk__in=over).delete()
            cursor.execute("SELECT set_config('mentoring.security_over_before', '', true)")
        deleted += some
        if some < AT_ONCE:
            return deleted


def _write(
    what: Happening, account: User | None, *, by: User | None = None, now: datetime, details: dict[str, Any]
) -> None:
    other = by if by and by != account else None
    Event.objects.create(
        at=now,
        what=what,
        account_id=account.pk if account else None,
        account_name=str(account)[:150] if account else "",
        by_id=other.pk if other else None,
        by_name=str(other)[:150] if other else "",
        details=details,
        **_where(context.request),
    )


def _line(what: Happening, account: User | None) -> dict[str, Any]:
    """In this order at the beginning of the line: docs/fail2ban reads it. Nothing in here has been typed."""
    return {"what": what.value, "client": _where(context.request)["client"], "account": account.pk if account else None}


def _where(request: HttpRequest | None) -> dict[str, str]:
    if request is None:
        return {"client": "", "network": "", "browser": ""}
    try:
        client = str(get_adapter().get_client_ip(request))
    except (PermissionDenied, KeyError):  # on a socket of the machine itself, or a proxy that names no address
        client = ""
    browser = cleaning.line(request.META.get("HTTP_USER_AGENT", "")[:1000])
    return {"client": client[:45], "network": truncate_ip(client)[:45], "browser": browser[:200]}
