"""The mails of the programs app: what each kind needs, checked again at the moment it goes out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.notifications.planning.kinds import COORDINATORS, Kind, Letter, Prepared, Suppressed
from mentoring.notifications.planning.models import Notification
from programs.applications.models import Application
from programs.program.models import Membership


def prepare_received(notifications: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    found = _applications(notifications)
    programs = {application.program_id for application in found.values()}
    coordinators = set(
        Membership.objects.coordinators().filter(program__in=programs).values_list("user_id", "program_id")
    )
    return {row.pk: _received(row, found.get(row.payload["application"]), coordinators) for row in notifications}


def _received(
    notification: Notification, application: Application | None, coordinators: set[tuple[int, int]]
) -> Prepared:
    if application is None or application.state != Application.State.SUBMITTED:
        return Suppressed("The application was decided before this went out.")
    if (notification.recipient_id, application.program_id) not in coordinators:
        return Suppressed("The recipient no longer coordinates the program.")
    path = reverse("application", args=[application.program_id, application.pk])
    return Letter(
        {
            "applicant": str(application.user),
            "role": application.get_role_display().lower(),
            "link": settings.SITE_URL + path,
        },
        application.program.name,
    )


def prepare_approved(notifications: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    return _decided(notifications, Application.State.APPROVED, now)


def prepare_declined(notifications: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    return _decided(notifications, Application.State.DECLINED, now)


def _decided(notifications: Sequence[Notification], state: str, now: datetime) -> dict[int, Prepared]:
    found = _applications(notifications)
    return {row.pk: _decision(found.get(row.payload["application"]), state, now) for row in notifications}


def _decision(application: Application | None, state: str, now: datetime) -> Prepared:
    if application is None or application.state != state:
        return Suppressed("The decision was changed before this went out.")
    program = application.program
    return Letter(
        {
            "role": application.get_role_display().lower(),
            "decided_by": str(application.decided_by),
            "message": application.decision_message,
            "starts_on": program.starts_on,
            "has_started": program.starts_on < program.today(now),
            "link": settings.SITE_URL + reverse("home"),
        },
        program.name,
    )


def prepare_appointed(notifications: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    memberships = Membership.objects.coordinators().select_related("program")
    found = memberships.in_bulk({row.payload["membership"] for row in notifications})
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={row.payload["by"] for row in notifications})}
    return {
        row.pk: _appointed(found.get(row.payload["membership"]), names.get(row.payload["by"], ""))
        for row in notifications
    }


def _appointed(membership: Membership | None, appointed_by: str) -> Prepared:
    if membership is None:
        return Suppressed("The recipient no longer coordinates the program.")
    path = reverse("program", args=[membership.program_id])
    context = {"appointed_by": appointed_by, "link": settings.SITE_URL + path}
    return Letter(context, membership.program.name, url=path)


def _applications(notifications: Sequence[Notification]) -> dict[int, Application]:
    ids = {row.payload["application"] for row in notifications}
    return Application.objects.select_related("user", "program", "decided_by").in_bulk(ids)


def _sample(**more: Any) -> dict[str, Any]:
    return {"program": "Women in Engineering", "role": "mentee", "link": f"{settings.SITE_URL}/example", **more}


def sample_invitation() -> dict[str, Any]:
    return _sample(
        organisation="Northwind University",
        purpose="Grow with somebody who has walked the way before you.",
        rhythm="60 minutes every 2 weeks",
        inviter="Cora Lind",
        name="Sam Lee",
        expires_on=date(2026, 12, 15),
        again=False,
    )


def sample_received() -> dict[str, Any]:
    return _sample(applicant="Sam Lee")


def sample_approved() -> dict[str, Any]:
    message = "We are glad you are in. You will hear from us as soon as we have found your match."
    return _sample(decided_by="Cora Lind", message=message, starts_on=date(2026, 12, 1))


def sample_declined() -> dict[str, Any]:
    message = "All places are taken this year. We would be happy to see you again in spring."
    return _sample(decided_by="Cora Lind", message=message)


def sample_appointed() -> dict[str, Any]:
    return _sample(appointed_by="Cora Lind")


KINDS = [
    Kind("invitation", "Invitation to a program", sample=sample_invitation, service=True),
    Kind(
        "application_received",
        "Somebody has applied to a program you coordinate",
        prepare=prepare_received,
        sample=sample_received,
        roles=COORDINATORS,
    ),
    Kind(
        "application_approved", "Application approved", prepare=prepare_approved, sample=sample_approved, service=True
    ),
    Kind(
        "application_declined", "Application declined", prepare=prepare_declined, sample=sample_declined, service=True
    ),
    Kind(
        "coordinator_appointed",
        "You run a program now",
        prepare=prepare_appointed,
        sample=sample_appointed,
        service=True,
    ),
]
