"""The mails about an application: coordinators hear that it is waiting, the applicant hears the decision."""

from datetime import date

from django.conf import settings
from django.urls import reverse

from mentoring.notifications.planning.families import Batch, Notice, about
from mentoring.notifications.planning.kinds import COORDINATORS, Letter
from programs.applications.models import Application
from programs.program.letters import NOT_COORDINATING, sample
from programs.program.models import Membership

RECEIVED = "application_received"
DECIDED = "The application was decided before this went out."
CHANGED = "The decision was changed before this went out."


def received(notice: Notice[Application]) -> Letter | str:
    application = notice.about
    if application.state != Application.State.SUBMITTED:
        return DECIDED
    if (notice.row.recipient_id, application.program_id) not in notice.ask(_coordinators):
        return NOT_COORDINATING
    path = reverse("application", args=[application.program_id, application.pk])
    context = {
        "applicant": str(application.user),
        "role": application.get_role_display().lower(),
        "link": settings.SITE_URL + path,
    }
    return Letter(context, application.program.name)


def approved(notice: Notice[Application]) -> Letter | str:
    return _decision(notice) if notice.about.state == Application.State.APPROVED else CHANGED


def declined(notice: Notice[Application]) -> Letter | str:
    return _decision(notice) if notice.about.state == Application.State.DECLINED else CHANGED


def _decision(notice: Notice[Application]) -> Letter:
    application, program = notice.about, notice.about.program
    context = {
        "role": application.get_role_display().lower(),
        "decided_by": str(application.decided_by),
        "message": application.decision_message,
        "starts_on": program.starts_on,
        "has_started": program.starts_on < program.today(notice.now),
        "link": settings.SITE_URL + reverse("home"),
    }
    return Letter(context, program.name)


def _applications(batch: Batch) -> dict[int, Application]:
    found = Application.objects.select_related("user", "program", "decided_by")
    return found.in_bulk(batch.ids("application"))


def _coordinators(batch: Batch) -> set[tuple[int, int]]:
    programs = {application.program_id for application in batch.ask(_applications).values()}
    rows = Membership.objects.coordinators().filter(program__in=programs)
    return set(rows.values_list("user_id", "program_id"))


GLAD = "We are glad you are in. You will hear from us as soon as we have found your match."
FULL = "All places are taken this year. We would be happy to see you again in spring."
SAMPLE_APPROVED = sample(role="mentee", decided_by="Cora Lind", message=GLAD, starts_on=date(2026, 12, 1))
SAMPLE_DECLINED = sample(role="mentee", decided_by="Cora Lind", message=FULL)
APPLICATIONS = about("application", _applications)
KINDS = [
    APPLICATIONS.kind(
        RECEIVED,
        "Somebody has applied to a program you coordinate",
        received,
        sample(role="mentee", applicant="Sam Lee"),
        gone=DECIDED,
        roles=COORDINATORS,
    ),
    APPLICATIONS.kind(
        "application_approved", "Application approved", approved, SAMPLE_APPROVED, gone=CHANGED, service=True
    ),
    APPLICATIONS.kind(
        "application_declined", "Application declined", declined, SAMPLE_DECLINED, gone=CHANGED, service=True
    ),
]
