"""Kudos of a pair: one tap with a suggestion, or a word of one's own."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import integrity, paging, render
from pairings.kudos import actions as kudos
from pairings.kudos import queries
from pairings.kudos.forms import SUGGESTED, KudosForm
from pairings.pair import access as pair_access
from pairings.pair.models import Pairing


@login_required
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    user = request.user
    pairing = pair_access.view_for_pair(user, pk).pairing
    partner = pairing.partner_of(user)
    form = KudosForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _give(form, pairing, user):
        return render.done(request, "kudos", f"Your word is sent. {partner.first_name} is told.", pk=pk)
    context = {
        "form": form,
        "pairing": pairing,
        "partner": partner,
        "suggested": SUGGESTED,
        "page": paging.page_of(queries.of_pair(pairing, user), request),
    }
    return render.form_page(request, "pairings/kudos/kudos.html", context)


def _give(form: KudosForm, pairing: Pairing, by: User) -> bool:
    try:
        with integrity.sentences():
            kudos.give(pairing, by=by, now=timezone.now(), **form.cleaned_data)
    except integrity.Refused as refused:
        form.add_error(refused.field, refused.sentence)
        form.renew()
    return form.is_valid()
