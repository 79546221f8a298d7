"""The page of one pair."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mentoring.web import render
from pairings.check_ins import queries as check_ins_queries
from pairings.open_steps import next_steps as steps
from pairings.page import queries, timeline
from pairings.pair import access as pair_access
from pairings.pair import queries as pair_queries
from programs.program import namesakes

RECENT = 8  # rows in each list on a pair's page; a link shows the rest


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    user, now = pair_access.signed_in(request), timezone.now()
    seen = pair_access.pairing_visible(user, pk, **queries.shown_to_all())
    queries.load_own_cards(seen)
    shown, one_more = (None, None) if "all" in request.GET else (RECENT, RECENT + 1)
    told = timeline.of_pairing(seen, today=seen.pairing.program.today(now), past=shown)
    # The two need all check-ins, because their next step depends on which ones are answered.
    check_ins = check_ins_queries.check_ins(seen, most=None if seen.is_pair else one_more)
    sessions = list(queries.sessions(seen)[:one_more])
    context: dict[str, Any] = {
        "seen": seen,
        "pairing": seen.pairing,
        "program": seen.pairing.program,
        "timeline": told,
        "check_ins": check_ins[:shown],
        "sessions": sessions[:shown],
        "is_cut": told.is_cut or (shown is not None and max(len(check_ins), len(sessions)) > shown),
    }
    if seen.is_pair:
        answered = {check_in.touchpoint_id for check_in in check_ins} | told.written
        context["partner"] = seen.pairing.partner_of(user)
        context["answers"] = pair_queries.partner_answers(seen)
        if seen.pairing.is_live:
            context["step"] = steps.first_of(seen.pairing, user, told.open, answered=answered, now=now)
    else:
        context["namesakes"] = namesakes.addresses(seen.pairing.program)
    return render.page(request, "pairings/page/pair.html", context)
