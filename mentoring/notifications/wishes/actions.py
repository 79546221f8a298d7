"""Choose which mails to get and when, and snooze one thing."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning import queries as planning_queries
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.wishes import queries
from mentoring.notifications.wishes.models import MailHabits, Preference, Snooze
from mentoring.notifications.wishes.pace import Quiet
from mentoring.web.integrity import Refused

Wanted = Mapping[str, bool]  # by kind


@transaction.atomic
def choose(user: User, *, by_mail: Wanted | None = None, in_app: Wanted | None = None, now: datetime) -> None:
    """Kinds that aren't named stay as they are."""
    before = queries.unwanted(user)
    mail, app = _changed(by_mail or {}, before.by_mail), _changed(in_app or {}, before.in_app)
    _keep(user, "by_mail", mail)
    _keep(user, "in_app", app)
    if mail or app:
        record("mails.chosen", user, by=user, now=now, changed=mail, in_app=app)


def choose_rhythm(user: User, rhythm: str, *, now: datetime) -> None:
    _keep_habits(user, {"rhythm": rhythm}, now)


def choose_habits(user: User, rhythm: str, quiet: Quiet | None, *, now: datetime) -> None:
    """`quiet` holds the person's own quiet hours; None means those of each program."""
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
    """Writes this way alone, so that a click in a mail and a page that is being saved don't undo each other."""
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


LONGEST = timedelta(days=60)
AGAIN = ":again:"


def snooze(notification: Notification, *, until: datetime, by: User, now: datetime) -> None:
    """Hold back everything about the same thing until then, and remind the person then. Snoozing again moves the day.

    Raises Refused if this can't be put off, or if the day isn't one of the next 60. Today's morning will do while it is
    still to come: for who looked before midnight, it was tomorrow's.
    """
    if notification.recipient_id != by.pk or not kinds.may_wait(notification):
        raise Refused("This can't be put off.")
    day, today = until.astimezone(by.zone).date(), now.astimezone(by.zone).date()
    if not today <= day <= today + LONGEST or until <= now:
        raise Refused("Choose a day from tomorrow on, at most 60 days away.", field="day")
    with transaction.atomic():
        # Lock the person's row, so that two choices at the same moment run one after the other.
        User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
        Snooze.objects.update_or_create(user=by, about=notification.about, defaults={"until": until})
        _remind_again(notification, day, until, now)
        planning_queries.unread(by).filter(about=notification.about).update(read_at=now)
        record("notification.snoozed", notification, by=by, now=now, until=day.isoformat())


def _remind_again(notification: Notification, day: date, until: datetime, now: datetime) -> None:
    first = notification.key.split(AGAIN)[0]
    key = f"{first}{AGAIN}{day.isoformat()}"
    again = Notification.objects.filter(recipient=notification.recipient_id, key__startswith=first + AGAIN)
    again.planned().exclude(key=key).update(
        state=Notification.State.SUPPRESSED, reason="They chose another day to be reminded.", decided_at=now
    )
    planned = {"due_at": until, "held_from": None, "state": Notification.State.PLANNED, "reason": ""}
    # Back to a day they chose before: plan that row again, unless it was already told.
    untold = again.filter(state__in=[Notification.State.PLANNED, Notification.State.SUPPRESSED], mail=None)
    if not untold.filter(key=key, in_app=False, digest=None).update(**planned, decided_at=None):
        row = _like(notification, key=key, **planned)
        Notification.objects.bulk_create([row], ignore_conflicts=True)


def _like(notification: Notification, **fields: object) -> Notification:
    """A notification about the same thing, for the same person. `prepare` will check again whether it is still true."""
    same = ("about", "recipient_id", "kind", "payload", "program_id", "pairing_id")
    return Notification(**{name: getattr(notification, name) for name in same}, **fields)
