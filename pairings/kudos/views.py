"""Kudos of a pair: a suggestion in one tap, or one's own words."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import paging, refusals, render
from pairings.kudos import actions as kudos
from pairings.kudos import queries
from pairings.kudos.forms import SUGGESTED, KudosForm
from pairings.pair import access as pair_access


@login_required
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    user = request.user
    pairing = pair_access.view_for_pair(user, pk).pairing
    partner = pairing.partner_of(user)
    form = KudosForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals.on(form) as done:
            kudos.give(pairing, by=user, now=timezone.now(), **form.cleaned_data)
        if done:
            return render.done(request, "kudos", f"Your word is sent. {partner.first_name} is told.", pk=pk)
        form.renew()
    context = {
        "form": form,
        "pairing": pairing,
        "partner": partner,
        "suggested": SUGGESTED,
        "page": paging.page_of(queries.of_pair(pairing, user), request),
    }
    return render.form_page(request, "pairings/kudos/kudos.html", context)
