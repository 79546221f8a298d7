"""Cards about sessions to come, and “was it useful?”, for the pages of a pair and of a session."""

from datetime import datetime
from typing import Any

from django import template
from django.db.models import Q
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.web import dates
from pairings.calendars import clocks
from pairings.pair.models import Pairing
from pairings.times import queries as times_queries
from pairings.times.next_steps import meeting_link
from pairings.times.queries import JOINS_EARLY, Planned
from pairings.usefulness.queries import own_usefulness
from programs.program.models import Membership

register = template.Library()
MOST = 5


@register.inclusion_tag("pairings/times/_next_session.html", takes_context=True)
def next_session(context: template.Context, pairing: Pairing, viewer: User) -> dict[str, Any]:
    """Coordinators see only day and length. Shows nothing if nothing is planned or the pair has ended."""
    now, is_own = timezone.now(), pairing.has(viewer)
    outlook = times_queries.outlook(pairing, now=now) if pairing.is_live else times_queries.Outlook()
    partner = pairing.partner_of(viewer) if is_own else None
    coming = [
        {"pk": one.pk, "minutes": one.minutes, "words": clocks.when(one.starts_at, viewer, partner)}
        for one in outlook.coming[:MOST]
    ]
    unlogged = _unlogged(outlook, viewer, partner, now) if is_own else None
    again = _again(pairing, outlook, viewer, now) if is_own and partner else ""
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "pairing": pairing,
        "viewer": viewer,
        "partner": partner,
        "outlook": outlook if is_own else times_queries.Outlook(coming=outlook.coming),
        "coming": coming,
        "first": _first(outlook.next, viewer, partner, now) if partner and outlook.next else None,
        "again": again,
        "unlogged": unlogged,
        "is_own": is_own and pairing.is_live,
    }


@register.inclusion_tag("pairings/usefulness/_useful.html")
def useful(session: Any, pairing: Pairing, viewer: User) -> dict[str, Any]:
    is_own = pairing.has(viewer)
    said = own_usefulness(session.pk, viewer) if is_own else None
    return {"session": session, "said": said, "may_answer": is_own and pairing.is_live}


@register.inclusion_tag("pairings/times/_pause_sessions.html")
def planned_in_pause(viewer: User, pairing: Pairing | None = None, member: Membership | None = None) -> dict[str, Any]:
    """Coming sessions of the pair, or of all the person's live pairs, in the viewer's time zone."""
    live = Pairing.objects.live()
    pairs = live.filter(Q(mentor=member) | Q(mentee=member)) if member else live.filter(pk=pairing.pk if pairing else 0)
    found = times_queries.coming_in(pairs, now=timezone.now())
    return {"sessions": [{"pair": one.pairing, "when": clocks.when(one.starts_at, viewer)} for one in found]}


def _first(planned: Planned, viewer: User, partner: User, now: datetime) -> dict[str, Any]:
    here = planned.starts_at.astimezone(viewer.zone)
    days = (here.date() - now.astimezone(viewer.zone).date()).days
    theirs = clocks.for_other(planned.starts_at, viewer, partner)
    return {
        "pk": planned.pk,
        "words": f"{dates.long_day(here)}, {dates.clock(here, viewer.zone)}",
        "away": dates.distance(days),
        "about": " · ".join(filter(None, [f"{planned.minutes} minutes", planned.where, theirs])),
        "link": planned.link,
        "is_now": planned.starts_at - JOINS_EARLY <= now,
    }


def _unlogged(
    outlook: times_queries.Outlook, viewer: User, partner: User | None, now: datetime
) -> dict[str, Any] | None:
    """The planned session whose time has come and of which nobody has said what came of it."""
    found = outlook.unlogged
    if found is None:
        return None
    return {
        "pk": found.pk,
        "minutes": found.minutes,
        "words": clocks.when(found.starts_at, viewer, partner),
        "is_over": found.ends_at <= now,
        "not_met": meeting_link(viewer, found),
        "link": found.link,
    }


def _again(pairing: Pairing, outlook: times_queries.Outlook, viewer: User, now: datetime) -> str:
    """“Same time in two weeks? Tue 15 Dec, 15:00 your time (09:00 for Sam)”; empty if a time is planned or proposed."""
    if outlook.next or outlook.proposed or outlook.last is None:
        return ""
    moment = times_queries.same_time(pairing, outlook.last, viewer, now=now)
    if moment is None:
        return ""
    weeks = times_queries.rhythm_weeks(pairing)
    rhythm = {1: "next week", 2: "in two weeks"}.get(weeks, f"in {weeks} weeks")
    return f"Same time {rhythm}? {clocks.when(moment, viewer, pairing.partner_of(viewer))}"
