"""Concerns for those who may know about them: the coordinators' list, and a person's own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from mentoring.accounts.models import User
from mentoring.web.paging import page_of
from pairings.concerns.models import Concern, ConcernReading, with_open_concerns
from pairings.messages.models import MessageReport, with_open_reports
from pairings.pair.models import Pairing
from programs.program.models import Program, ProgramQuerySet

MOST = 50  # how many of their own concerns a person sees in one pair


@dataclass(frozen=True)
class ConcernOrReport:
    """One line of the coordinators' list, without any of what was written."""

    pk: int
    is_report: bool
    by: User
    pairing: Pairing
    at: datetime
    closed_at: datetime | None
    has_read: bool  # whether the viewer has ever opened it


def of_program(program: Program, viewer: User, request: HttpRequest) -> Page[ConcernOrReport]:
    """Concerns and reported messages together, open ones first; four queries, however many there are."""
    concerns = Concern.objects.for_coordinator(viewer).filter(pairing__program=program)
    reports = MessageReport.objects.for_coordinator(viewer).filter(message__pairing__program=program)
    keys = [(closed is None, at, pk, False) for closed, at, pk in concerns.values_list("closed_at", "raised_at", "pk")]
    keys += [(closed is None, at, pk, True) for closed, at, pk in reports.values_list("closed_at", "reported_at", "pk")]
    page: Page[Any] = page_of(sorted(keys, reverse=True), request)
    wanted = {is_report: [pk for _, _, pk, kind in page if kind is is_report] for is_report in (False, True)}
    read = ConcernReading.objects.filter(concern=OuterRef("pk"), reader=viewer)
    shown = concerns.with_people().defer("text", "note").annotate(has_read=Exists(read))
    known = {(False, pk): _of_concern(row) for pk, row in shown.in_bulk(wanted[False]).items()}
    found = reports.with_people().defer("message__text", "why", "note").in_bulk(wanted[True])
    known |= {(True, pk): _of_report(row) for pk, row in found.items()}
    page.object_list = [known[kind, pk] for _, _, pk, kind in page if (kind, pk) in known]
    return page


def own(pairing: Pairing, viewer: User) -> QuerySet[Concern]:
    """What the person has raised about this pair, and what the partner lets them read; without the texts."""
    mine = Concern.objects.of(viewer) | Concern.objects.filter(pk__in=Concern.objects.shared_with(viewer).values("pk"))
    return mine.filter(pairing=pairing).select_related("author").defer("text", "note").order_by("-raised_at")[:MOST]


def readings(concern: Concern) -> QuerySet[ConcernReading]:
    return concern.readings.select_related("reader")


def with_voices(programs: ProgramQuerySet, user: User) -> ProgramQuerySet:
    """Annotates what the next step of a coordinator of these programs needs; costs no query of its own."""
    return with_open_reports(with_open_concerns(programs, user), user)


def _of_concern(row: Any) -> ConcernOrReport:
    return ConcernOrReport(row.pk, False, row.author, row.pairing, row.raised_at, row.closed_at, row.has_read)


def _of_report(row: MessageReport) -> ConcernOrReport:
    return ConcernOrReport(row.pk, True, row.by, row.message.pairing, row.reported_at, row.closed_at, has_read=True)
