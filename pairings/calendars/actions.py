"""When a person is free, and how planned sessions reach their calendar."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from mentoring.accounts.models import User
from mentoring.security import actions as security
from mentoring.security.models import Happening
from pairings.calendars.models import Availability, CalendarChoice


def be_free(user: User, *, cells: Iterable[int]) -> Availability:
    """Save the parts of a week in which the person is usually free; none means that they'd rather not say."""
    kept, _ = Availability.objects.update_or_create(user=user, defaults={"cells": sorted(set(cells))})
    return kept


def choose(user: User, *, invitations: bool) -> None:
    CalendarChoice.objects.update_or_create(user=user, defaults={"invitations": invitations})


@transaction.atomic
def reset_feed(user: User) -> None:
    CalendarChoice.objects.get_or_create(user=user)
    CalendarChoice.objects.filter(user=user).update(feed_version=F("feed_version") + 1)
    security.record(Happening.CALENDAR_RESET, user)
