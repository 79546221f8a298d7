"""The agenda of a pair: updated in place with JavaScript, page by page without it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import refusals, render
from pairings.agenda import access, queries
from pairings.agenda import actions as agenda
from pairings.agenda.forms import PointForm, StateForm
from pairings.pair import access as pair_access
from pairings.pair.models import Pairing

TEMPLATE = "pairings/agenda/agenda.html"
SAID = {"done": "Talked about.", "next_time": "Moved to next time.", "open": "It is on the agenda."}


@login_required
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    pairing = pair_access.view_for_pair(request.user, pk).pairing
    form = PointForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals.on(form) as done:
            agenda.add(pairing, by=request.user, now=timezone.now(), **form.cleaned_data)
        if done:
            context = _context(request, pairing) | {"form": form.next()}
            to = "pair" if request.GET.get("from") == "pair" else "agenda"
            return render.in_place(request, TEMPLATE, context, partial="agenda", message="Added.", to=to, pk=pk)
    return render.form_page(request, TEMPLATE, _context(request, pairing) | {"form": form}, partial="agenda")


@login_required
@require_POST
def put(request: SignedInRequest, pk: int) -> HttpResponse:
    item, form = access.agenda_item_for_pair(request.user, pk), StateForm(request.POST)
    if not form.is_valid():
        return render.done(request, "agenda", pk=item.pairing_id)
    with refusals.back_to(request, "agenda", pk=item.pairing_id):
        agenda.put(item, form.cleaned_data["state"], by=request.user, now=timezone.now())
    context = _context(request, item.pairing) | {"moved": item.pk}
    said = SAID[form.cleaned_data["state"]]
    return render.in_place(request, TEMPLATE, context, partial="lists", message=said, to="agenda", pk=item.pairing_id)


def _context(request: SignedInRequest, pairing: Pairing) -> dict[str, Any]:
    user, now = request.user, timezone.now()
    shows_all = "all" in request.GET
    return {
        "pairing": pairing,
        "partner": pairing.partner_of(user),
        "agenda": queries.of_pair(pairing, user, most=None if shows_all else queries.MOST),
        "promised": queries.promised(pairing, user, now=now),
        "stage": queries.stage(pairing, today=pairing.program.today(now)),
        "suggested": queries.suggested(pairing, user),
        "whole": "?all=1" if shows_all else "",
    }
