"""Cards about sessions to come, and “was it useful?”, for the pages of a pair and of a session."""

from datetime import datetime
from typing import Any

from django import template
from django.db.models import Q
from django.utils import timezone

from mentoring.accounts.models import User
from pairings.calendars import clocks
from pairings.pair.models import Pairing
from pairings.times import queries as times_queries
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
    again = _again(pairing, outlook, viewer, now) if is_own and partner else ""
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "pairing": pairing,
        "viewer": viewer,
        "partner": partner,
        "outlook": outlook if is_own else times_queries.Outlook(coming=outlook.coming),
        "coming": coming,
        "again": again,
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
