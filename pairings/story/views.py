"""The story of a pair: one timeline with both voices, only for the two."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import paging, render
from pairings.pair import access as pair_access
from pairings.story import moments as stories


@login_required
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    pairing = pair_access.view_for_pair(request.user, pk).pairing
    context = {
        "pairing": pairing,
        "partner": pairing.partner_of(request.user),
        "page": paging.page_of(stories.tell(pairing, request.user, now=timezone.now()), request),
    }
    return render.page(request, "pairings/story/story.html", context)
