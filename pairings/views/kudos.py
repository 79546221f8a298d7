"""Kudos of a pair: one tap with a suggestion, or a word of one's own."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import integrity, paging, render
from pairings import access
from pairings.actions import kudos
from pairings.forms.kudos import SUGGESTED, KudosForm
from pairings.models import Pairing
from pairings.queries import kudos as queries


@login_required
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    user = request.user
    pairing = access.view_for_pair(user, pk).pairing
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
    return render.form_page(request, "pairings/kudos.html", context)


def _give(form: KudosForm, pairing: Pairing, by: User) -> bool:
    try:
        with integrity.sentences():
            kudos.give(pairing, by=by, now=timezone.now(), **form.cleaned_data)
    except integrity.Refused as refused:
        form.add_error(refused.field, refused.sentence)
        form.renew()
    return form.is_valid()
