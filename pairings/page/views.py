"""The pages of one pair: four views for the two, one page for coordinators."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import render
from pairings.agenda.forms import PointForm
from pairings.calendars import clocks
from pairings.check_ins import queries as check_ins_queries
from pairings.open_steps import next_steps as steps
from pairings.page import queries, timeline
from pairings.pair import access as pair_access
from pairings.pair import queries as pair_queries
from pairings.pair.access import View
from pairings.story import moments as stories
from pairings.times import queries as times
from programs.program import namesakes

RECENT = 8  # rows in each list on a pair's page; a link shows the rest
MOMENTS = 5  # of the story


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = pair_access.signed_in(request)
    seen = pair_access.pairing_visible(user, pk, **queries.shown_to_all())
    return _now(request, seen) if seen.is_pair else _for_coordinators(request, seen)


@login_required
def sessions(request: SignedInRequest, pk: int) -> HttpResponse:
    seen, now = pair_access.view_for_pair(request.user, pk), timezone.now()
    shown, one_more = _most(request)
    pairing, rows = seen.pairing, list(queries.sessions_with_words(seen)[:one_more])
    coming = times.outlook(pairing, now=now).coming if pairing.is_live else []
    partner = pairing.partner_of(request.user)
    context = (
        _context(seen, "sessions")
        | {
            "count": rows[0].total if rows else 0,  # type: ignore[attr-defined]  # annotated
            "sessions": rows[:shown],
            "coming": [(one, clocks.when(one.starts_at, request.user, partner)) for one in reversed(coming)],
            "is_cut": shown is not None and len(rows) > shown,
        }
    )
    return render.page(request, "pairings/page/sessions.html", context)


@login_required
def together(request: SignedInRequest, pk: int) -> HttpResponse:
    user, now = request.user, timezone.now()
    seen = pair_access.view_for_pair(user, pk, **queries.shown_together(user))
    shown, one_more = _most(request)
    check_ins = check_ins_queries.check_ins(seen, most=one_more)
    context = _context(seen, "together") | {
        "today": seen.pairing.program.today(now),
        "message": queries.newest_message(seen),
        "story": stories.tell(seen.pairing, user, now=now)[:MOMENTS],
        "answers": pair_queries.partner_answers(seen),
        "check_ins": check_ins[:shown],
        "check_ins_are_cut": shown is not None and len(check_ins) > shown,
    }
    return render.page(request, "pairings/page/together.html", context)


def _now(request: HttpRequest, seen: View) -> HttpResponse:
    queries.load_own_cards(seen)
    shown, _ = _most(request)
    pairing, now = seen.pairing, timezone.now()
    told = timeline.of_pairing(seen, today=pairing.program.today(now), past=shown)
    context = _context(seen, "pair") | {
        "timeline": told,
        "agenda": queries.topics(seen),
        "topic": PointForm(),
        "due": queries.promised(seen, now=now),
        "has_begun": queries.has_begun(seen),
    }
    if pairing.is_live:
        # The next step depends on which check-ins are answered.
        answered = {one.touchpoint_id for one in check_ins_queries.check_ins(seen, most=None)} | told.written
        context["step"] = steps.first_of(pairing, seen.viewer, told.open, answered=answered, now=now)
    return render.page(request, "pairings/page/now.html", context)


def _for_coordinators(request: HttpRequest, seen: View) -> HttpResponse:
    shown, one_more = _most(request)
    told = timeline.of_pairing(seen, today=seen.pairing.program.today(timezone.now()), past=shown)
    check_ins = check_ins_queries.check_ins(seen, most=one_more)
    rows = list(queries.sessions(seen)[:one_more])
    context = {
        "seen": seen,
        "pairing": seen.pairing,
        "program": seen.pairing.program,
        "timeline": told,
        "check_ins": check_ins[:shown],
        "sessions": rows[:shown],
        "is_cut": told.is_cut or (shown is not None and max(len(check_ins), len(rows)) > shown),
        "namesakes": namesakes.addresses(seen.pairing.program),
    }
    return render.page(request, "pairings/page/for_coordinators.html", context)


def _context(seen: View, view: str) -> dict[str, Any]:
    pairing = seen.pairing
    partner = pairing.partner_of(seen.viewer)
    return {"seen": seen, "pairing": pairing, "program": pairing.program, "partner": partner, "view": view}


def _most(request: HttpRequest) -> tuple[int | None, int | None]:
    """How many rows of a list are shown, and how many are loaded to know whether there are more; None means all."""
    return (None, None) if "all" in request.GET else (RECENT, RECENT + 1)
