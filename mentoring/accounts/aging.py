"""Accounts whose address nobody has proven, so that nobody has ever come in."""

from collections.abc import Callable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet

from mentoring.accounts.models import User
from mentoring.retention import Kind

_needed: list[Callable[[], Q]] = []


def register_needed(needed: Callable[[], Q]) -> None:
    """People who have a place somewhere, whatever became of their address. Apps call this in AppConfig.ready()."""
    _needed.append(needed)


def accounts(before: datetime) -> QuerySet[User]:
    proven = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    rows = User.objects.filter(~Exists(proven), joined_at__lt=before, last_login=None, is_administrator=False)
    for needed in _needed:
        rows = rows.exclude(needed())
    return rows


KIND = Kind(
    name="accounts",
    title="Accounts that nobody finished",
    means="Somebody signed up and never typed the code from the email. They can sign up again.",
    counted="account,accounts",
    default=30,
    spans=(30, 90, 183),
    old=accounts,
)
