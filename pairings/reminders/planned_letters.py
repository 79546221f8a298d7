"""A planned session in a reminder: announced the day before, asked about the day after, by the reader's own clock."""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import Letter
from pairings.calendars import clocks
from pairings.meeting_answers import queries as meetings
from pairings.pair.letters import ENDED, HAS_LEFT, PairNotice
from pairings.times.models import PlannedSession
from programs.journey import wording
from programs.journey.models import Rung, Step
from programs.program.models import Program

State = PlannedSession.State
CANCELED = "The session was canceled before this went out."
MOVED = "The session was moved; its reminders were planned again."
LOGGED = "The session was logged before this went out."
NOT_HELD = "They had said before this went out that they didn’t meet."
HAS_COME = "The time of the session had come before this went out."
CLOSED = "The program no longer runs."


def tell(notice: PairNotice[PlannedSession]) -> Letter | str:
    return _untrue(notice) or _letter(notice)


def _untrue(notice: PairNotice[PlannedSession]) -> str:
    """Why nobody is told any more; empty if it is still true."""
    session, pairing = notice.about, notice.pairing
    if session.state != State.PLANNED:
        return CANCELED if session.state == State.CANCELLED else NOT_HELD
    if session.session_id:
        return LOGGED
    if int(session.starts_at.timestamp()) != notice.row.payload["at"]:
        return MOVED
    if pairing.program.state != Program.State.RUNNING:
        return CLOSED
    if not notice.takes_part:
        return HAS_LEFT
    if notice.row.kind == wording.SESSION_DUE:
        if not pairing.is_live:
            return ENDED
        return HAS_COME if session.starts_at <= notice.now else ""
    return "" if meetings.may_be_answered(session, now=notice.now) else ENDED


def _letter(notice: PairNotice[PlannedSession]) -> Letter:
    values, session = _values(notice), notice.about
    met, decline = values["met_url"], values["decline_url"]
    asks = notice.row.kind == wording.SESSION_LATE
    return Letter(
        {**values, "words": _words(notice)},
        notice.pairing.program.name,
        thread=notice.thread,
        url=reverse("planned_session", args=[session.pk]),
        actions=(("We met", met), ("We didn’t", values["not_met_url"])) if asks else (("It doesn’t fit", decline),),
    )


def _values(notice: PairNotice[PlannedSession]) -> dict[str, Any]:
    session = notice.about
    answer = notice.answer_url("planned_met", "met", object_id=session.pk)
    return {
        **notice.names,
        "partner_role": notice.roles[1],
        "why": notice.why,
        "pair_url": settings.SITE_URL + reverse("pair", args=[notice.pairing.pk]),
        "due_on": _day(notice),
        "when": clocks.when(session.starts_at, notice.reader, notice.partner),
        "minutes": session.minutes,
        "planned_url": settings.SITE_URL + reverse("planned_session", args=[session.pk]),
        "decline_url": notice.answer_url("planned_answer", "planned", object_id=session.pk),
        "met_url": f"{answer}?met=yes",
        "not_met_url": f"{answer}?met=no",
        "is_planned": True,
    }


def _words(notice: PairNotice[PlannedSession]) -> wording.Words:
    """The program's own words for its session step where it has some, filled in for this session."""
    kind, pairing, reader = notice.row.kind, notice.pairing, notice.reader
    rung = notice.ask(_rungs).get((pairing.program_id, kind))
    facts = wording.Facts(
        first_name=reader.first_name,
        partner=notice.partner.first_name,
        mentor=str(pairing.mentor.user),
        mentee=str(pairing.mentee.user),
        step=rung.step.title if rung else "Session",
        guide=rung.step.guide if rung else "",
        program=pairing.program.name,
        due_on=_day(notice),
        today=notice.now.astimezone(reader.zone).date(),
        is_planned=True,
    )
    own = (rung.subject, rung.text) if rung else ("", "")
    return wording.fill(wording.effective(kind, *own, is_planned=True), facts)


def _day(notice: PairNotice[PlannedSession]) -> date:
    return notice.about.starts_at.astimezone(notice.reader.zone).date()


def _rungs(batch: Batch) -> dict[tuple[int, str], Rung]:
    """By program and kind: of the reminders to the two about its session step, the one nearest to the day."""
    pairs = batch.ids("planned_session")
    programs = PlannedSession.objects.filter(pk__in=pairs).values("pairing__program")
    rungs = Rung.objects.filter(step__program__in=programs, step__kind=Step.Kind.SESSION).select_related("step")
    found: dict[tuple[int, str], Rung] = {}
    for rung in sorted(rungs, key=lambda rung: abs(rung.offset_days)):
        if not wording.goes_to_coordinators(rung.step.doer, rung.audience):
            kind = wording.SESSION_LATE if rung.offset_days > 0 else wording.SESSION_DUE
            found.setdefault((rung.step.program_id, kind), rung)
    return found
