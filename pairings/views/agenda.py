"""The agenda of a pair."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import integrity, render
from pairings import access
from pairings.actions import agenda
from pairings.forms.agenda import PointForm, StateForm
from pairings.models import Pairing
from pairings.queries import agenda as queries


@login_required
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    user, now = request.user, timezone.now()
    pairing = access.view_for_pair(user, pk).pairing
    today = pairing.program.today(now)
    form = PointForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _add(form, pairing, user):
        return render.done(request, "agenda", pk=pk)
    context = {
        "form": form,
        "pairing": pairing,
        "partner": pairing.partner_of(user),
        "agenda": queries.of_pair(pairing, user, most=None if "all" in request.GET else queries.MOST),
        "promised": queries.promised(pairing, user, today=today),
        "stage": queries.stage(pairing, today=today),
        "suggested": queries.suggested(pairing, user),
    }
    return render.form_page(request, "pairings/agenda.html", context)


@login_required
@require_POST
def put(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tick a point off, move it to next time, or take either back."""
    item, form = access.agenda_item_for_pair(request.user, pk), StateForm(request.POST)
    if form.is_valid():
        try:
            agenda.put(item, form.cleaned_data["state"], by=request.user)
        except integrity.Refused as refused:
            return render.refused(request, "agenda", refused.sentence, pk=item.pairing_id)
    return render.done(request, "agenda", pk=item.pairing_id)


def _add(form: PointForm, pairing: Pairing, user: User) -> bool:
    try:
        with integrity.sentences():
            agenda.add(pairing, by=user, now=timezone.now(), **form.cleaned_data)
    except integrity.Refused as refused:
        form.add_error(refused.field, refused.sentence)
    return form.is_valid()
