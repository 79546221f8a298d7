"""Whose calendar has a planned session: those to whom an email with an invitation was written."""

from collections.abc import Collection

from mentoring.accounts.models import User
from mentoring.notifications.planning.models import Mail, Notification
from pairings.times.models import PlannedSession

Has = tuple[int, int]  # the ids of a planned session and of a person


def has_it(planned: PlannedSession, person: User) -> bool:
    """Call it in a transaction: it waits for an invitation that is being written at this moment."""
    told = Notification.objects.filter(kind="session_invited", payload__planned_session=planned.pk, recipient=person)
    list(told.select_for_update(no_key=True).values_list("pk"))
    return (planned.pk, person.pk) in who_has([planned.pk], [person.pk])


def who_has(planned: Collection[int], people: Collection[int]) -> set[Has]:
    """Of these sessions and people. What was never sent doesn't count."""
    mails = Mail.objects.filter(
        notification__kind="session_invited",
        notification__payload__planned_session__in=planned,
        notification__recipient__in=people,
        calendar__method="REQUEST",
    ).exclude(state__in=[Mail.State.FAILED, Mail.State.WITHDRAWN])
    return set(mails.values_list("notification__payload__planned_session", "notification__recipient"))
