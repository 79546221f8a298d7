"""The coordinators' list of pairs, and all pairs of one person."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import render
from mentoring.web.paging import page_of, sought
from pairings.attention.queries import needs_attention
from pairings.pair import access as pair_access
from pairings.pairs import queries as pairs_queries
from programs.program import namesakes
from programs.program.access import program_for_coordinator


@login_required
def pairs(request: HttpRequest, pk: int) -> HttpResponse:
    """`?needs=hand` shows only the pairs that need a hand, with the reason."""
    program, now = program_for_coordinator(pair_access.signed_in(request), pk), timezone.now()
    search, needs_hand = sought(request), request.GET.get("needs") == "hand"
    waiting = needs_attention(program, now=now) if needs_hand else []
    reasons = {one.pairing_id: one.reason for one in waiting}
    page = page_of(pairs_queries.of_program(program, search=search, among=reasons if needs_hand else None), request)
    rows = pairs_queries.as_rows(page, today=program.today(now), reasons=reasons)
    context = {"program": program, "search": search, "page_obj": page, "rows": rows, "needs_hand": needs_hand}
    context["namesakes"] = namesakes.addresses(program)
    return render.page(request, "pairings/pairs/pairs.html", context, partial="results")


@login_required
def my_pairs(request: SignedInRequest) -> HttpResponse:
    """Ended ones are listed too: they stay readable, so people must be able to find them."""
    page = page_of(pairs_queries.of_person(request.user), request)
    rows = [(pairing, pairing.partner_of(request.user)) for pairing in page]
    return render.page(request, "pairings/pairs/pairs_mine.html", {"page_obj": page, "rows": rows})
