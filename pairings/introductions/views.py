"""The introduction of each side."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import refusals, render
from pairings.introductions import actions as introductions
from pairings.introductions import queries
from pairings.introductions.forms import IntroductionForm
from pairings.introductions.models import Introduction
from pairings.pair import access as pair_access
from pairings.pair.acting import ENDED
from pairings.pair.queries import partner_answers


@login_required
def introduction(request: SignedInRequest, pk: int) -> HttpResponse:
    user = request.user
    seen = pair_access.view_for_pair(user, pk)
    found = queries.introductions(seen)
    mine = found.get("mine")
    form = IntroductionForm(request.POST if request.method == "POST" else None, initial=_values(mine))
    if request.method == "POST" and not seen.pairing.is_live:
        return render.refused(request, "introduction", ENDED, pk=pk)
    partner = seen.pairing.partner_of(user)
    if form.is_valid():
        with refusals.on(form) as done:
            introductions.write(seen.pairing, by=user, now=timezone.now(), **form.cleaned_data)
        if done:
            message = "Saved." if mine else f"Your words are with {partner.first_name}."
            return render.done(request, "introduction", message, pk=pk)
    newer = _newer(form, queries.introductions(seen).get("mine"))
    context = {"seen": seen, "pairing": seen.pairing, "partner": partner, "form": form, "newer": newer}
    context |= {"mine": mine, "theirs": found.get("theirs"), "answers": partner_answers(seen)}
    return render.form_page(request, "pairings/introductions/beginning_introduction.html", context)


def _values(mine: Introduction | None) -> dict[str, Any]:
    return {"text": mine.text, "reach": mine.reach, "seen": mine.version} if mine else {}


def _newer(form: IntroductionForm, stands: Introduction | None) -> Introduction | None:
    """What another window has saved since the page was opened, to show beside what was typed here."""
    if not form.is_bound or stands is None or str(stands.version) == str(form.data.get("seen")):
        return None
    form.show_as_seen(stands.version)
    return stands
