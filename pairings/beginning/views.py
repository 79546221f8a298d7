"""The beginning of a pair: how far they are, and guides for the first conversations."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import render
from pairings.beginning import next_steps as beginning_steps
from pairings.beginning import queries, stepper
from pairings.beginning.guides import GUIDES
from pairings.fit_checks import queries as fit_checks_queries
from pairings.pair import access as pair_access


@login_required
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    user, now = request.user, timezone.now()
    seen = pair_access.pairing_visible(user, pk)
    state = queries.of_pairing(seen.pairing, user)
    context: dict[str, Any] = {
        "seen": seen,
        "pairing": seen.pairing,
        "items": stepper.items(seen, state),
        "fit_checks": fit_checks_queries.fit_checks(seen) if not seen.is_pair else [],
    }
    if seen.is_pair:
        context["partner"] = seen.pairing.partner_of(user)
        if seen.pairing.is_live:
            today = seen.pairing.program.today(now)
            context["step"] = beginning_steps.of_state(seen.pairing, state, user, today=today)
    return render.page(request, "pairings/beginning/beginning.html", context)


@login_required
def guides(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = pair_access.pairing_visible(request.user, pk)
    context = {"seen": seen, "pairing": seen.pairing, "guides": GUIDES}
    return render.page(request, "pairings/beginning/beginning_guides.html", context)
