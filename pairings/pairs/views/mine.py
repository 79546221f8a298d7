"""All pairs of a person. Ended ones are listed too: they stay readable, so people must be able to find them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import render
from mentoring.web.paging import page_of
from pairings.pairs import queries as pairs_queries


@login_required
def index(request: SignedInRequest) -> HttpResponse:
    page = page_of(pairs_queries.of_person(request.user), request)
    rows = [(pairing, pairing.partner_of(request.user)) for pairing in page]
    return render.page(request, "pairings/pairs/pairs_mine.html", {"page_obj": page, "rows": rows})
