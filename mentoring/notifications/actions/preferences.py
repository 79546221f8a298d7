"""Choose what one is told of, in which ways and how often. The person chooses, or a signed link for them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications import queries
from mentoring.notifications.models import MailHabits, Preference
from mentoring.notifications.pace import Quiet

Wanted = Mapping[str, bool]  # by kind


@transaction.atomic
def choose(user: User, *, by_mail: Wanted | None = None, in_app: Wanted | None = None, now: datetime) -> None:
    """What the person wants from now on. Kinds that aren't named stay as they are."""
    before = queries.unwanted(user)
    mail, app = _changed(by_mail or {}, before.by_mail), _changed(in_app or {}, before.in_app)
    _keep(user, "by_mail", mail)
    _keep(user, "in_app", app)
    if mail or app:
        record("mails.chosen", user, by=user, now=now, changed=mail, in_app=app)


def choose_rhythm(user: User, rhythm: str, *, now: datetime) -> None:
    """As it happens, once a day, once a week; the quiet hours stay as they are."""
    _keep_habits(user, {"rhythm": rhythm}, now)


def choose_habits(user: User, rhythm: str, quiet: Quiet | None, *, now: datetime) -> None:
    """`quiet`: the person's own quiet hours; None: those of each program."""
    chosen = {
        "rhythm": rhythm,
        "quiet_from": quiet.begins if quiet else None,
        "quiet_until": quiet.ends if quiet else None,
        "quiet_weekends": quiet.weekends if quiet else None,
    }
    _keep_habits(user, chosen, now)


def _changed(wanted: Wanted, unwanted: set[str]) -> dict[str, bool]:
    return {kind: wants for kind, wants in sorted(wanted.items()) if wants == (kind in unwanted)}


def _keep(user: User, way: str, chosen: Wanted) -> None:
    """One way alone is written, so that a click in a mail and a page that is being saved don't undo each other."""
    Preference.objects.bulk_create(
        [Preference(user=user, kind=kind, **{way: wants}) for kind, wants in chosen.items()],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=[way],
    )


@transaction.atomic
def _keep_habits(user: User, chosen: Mapping[str, Any], now: datetime) -> None:
    before = queries.habits(user)
    changed = {name: value for name, value in chosen.items() if getattr(before, name) != value}
    if changed:
        MailHabits.objects.update_or_create(user=user, defaults=changed)
        said = {name: value if value is None else str(value) for name, value in changed.items()}
        record("mails.rhythm_chosen", user, by=user, now=now, changed=said)
