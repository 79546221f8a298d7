"""Choose how long things are kept, and take away what has been kept for longer."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mentoring import retention
from mentoring.accounts.models import Keeping, Organisation, User
from mentoring.activity.record import record
from mentoring.home import queries
from mentoring.retention import Kind, Rows
from mentoring.security import actions as security
from mentoring.security.models import Happening

AT_ONCE = 1_000  # rows in one transaction

# What the activity page says after the actor's name.
SENTENCES = {"keeping.changed": "changed how long things are kept"}


@transaction.atomic
def choose(chosen: Mapping[str, int | None], *, by: User, now: datetime) -> None:
    organisation = Organisation.objects.select_for_update().get()
    before = queries.kept_for()
    changed = {name: days for name, days in chosen.items() if before[name] != days}
    if not changed:
        return
    for name, days in changed.items():
        Keeping.objects.update_or_create(kind=name, defaults={"days": days})
    was = {name: before[name] for name in changed}
    record("keeping.changed", organisation, by=by, now=now, before=was, after=changed)
    security.record(Happening.INSTALLATION_CHANGED, by, now=now, fields="how long things are kept")


def clear(*, now: datetime) -> dict[str, int]:
    """Take away what is too old; the number of each kind. A transaction for each thousand, so that nobody waits."""
    days = queries.kept_for()
    return {kind.name: _clear(kind, kind.due(days[kind.name], now=now)) for kind in retention.kinds()}


def _clear(kind: Kind, due: Rows | None) -> int:
    gone = 0
    while due is not None:
        with transaction.atomic():
            found = list(due.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
            # Asked again with the ids, so that what was needed anew in the meantime stays.
            here = due.filter(pk__in=found)
            if found:
                kind.clear(here)
        gone += len(found)
        if len(found) < AT_ONCE:
            break
    return gone
