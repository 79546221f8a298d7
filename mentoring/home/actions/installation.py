"""Set up the installation once, and change the organization later."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from mentoring.accounts import queries
from mentoring.accounts.models import Organisation, User
from mentoring.activity.record import record
from mentoring.security import actions as security
from mentoring.security.models import Happening
from mentoring.web.integrity import Refused

ALREADY = "Somebody else has set this installation up in the meantime. Sign in, or ask them for an account."
FIELDS = {
    "name": "its name",
    "hue": "its color",
    "time_zone": "its time zone",
    "idle_days": "when people are signed out",
}


@transaction.atomic
def set_up(*, organisation: str, hue: int, time_zone: str, name: str, email: str, password: str, now: datetime) -> User:
    """Create the organization and its first administrator.

    Raises Refused if there is one already. If two people try at once, the primary key lets one through.
    """
    row, created = Organisation.objects.get_or_create(
        pk=1, defaults={"name": organisation, "hue": hue, "time_zone": time_zone}
    )
    if not created:
        raise Refused(ALREADY)
    user = User.objects.create_user(
        email, password, name=name, time_zone=time_zone, is_administrator=True, joined_at=now
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record("organisation.set_up", row, by=user, now=now, name=row.name)
    transaction.on_commit(queries.forget_organisation)
    return user


@transaction.atomic
def change(*, name: str, hue: int, time_zone: str, idle_days: int | None, by: User, now: datetime) -> None:
    after = {"name": name, "hue": hue, "time_zone": time_zone, "idle_days": idle_days}
    row = Organisation.objects.select_for_update().get()
    changed = {field: value for field, value in after.items() if getattr(row, field) != value}
    if not changed:
        return
    before = {field: getattr(row, field) for field in changed}
    Organisation.objects.filter(pk=row.pk).update(**changed)
    record("organisation.changed", row, by=by, now=now, before=before, after=changed)
    security.record(Happening.INSTALLATION_CHANGED, by, now=now, fields=", ".join(FIELDS[name] for name in changed))
    transaction.on_commit(queries.forget_organisation)
