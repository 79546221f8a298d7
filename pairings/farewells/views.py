"""What the two write at the end: thanks, and a reflection."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import refusals, render
from mentoring.web.shared import Stamped
from pairings.farewells import actions, queries
from pairings.farewells.forms import ReflectionForm, ThanksForm
from pairings.farewells.models import Reflection, Thanks
from pairings.pair import access as pair_access
from pairings.pair.access import View
from pairings.pair.acting import ENDED


@login_required
def thanks(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = pair_access.view_for_pair(request.user, pk)
    if request.method == "POST" and not seen.pairing.is_live:
        return render.refused(request, "ending_thanks", ENDED, pk=pk)
    both = queries.thanks(seen)
    form = ThanksForm.of(request.POST if request.method == "POST" else None, both.mine)
    partner = seen.pairing.partner_of(request.user).first_name
    if form.is_valid():
        with refusals.on(form) as done:
            actions.thank(seen.pairing, by=request.user, now=timezone.now(), **form.cleaned_data)
        if done:
            opened = f"Both have written: {partner}’s words are open, too."
            waits = f"Saved. {partner} reads it once both of you have written."
            return render.done(request, "ending_thanks", opened if queries.thanks(seen).theirs else waits, pk=pk)
    both = queries.thanks(seen) if form.is_bound else both
    context = _context(seen) | {"form": form, "both": both}
    context["partner_has_thanked"] = queries.partner_has_thanked(seen)
    return render.form_page(
        request, "pairings/farewells/ending_thanks.html", context | {"newer": _newer(form, both.mine)}
    )


@login_required
def reflection(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = pair_access.view_for_pair(request.user, pk)
    if request.method == "POST" and not seen.pairing.is_live:
        return render.refused(request, "ending_reflection", ENDED, pk=pk)
    found = queries.reflections(seen)
    mine = [one.mine for one in found if one.mine]
    partner = seen.pairing.partner_of(request.user).first_name
    form = ReflectionForm.of(request.POST if request.method == "POST" else None, mine, partner)
    if form.is_valid():
        known = {"answers": form.answers, "seen": form.cleaned_data["seen"]}
        with refusals.on(form) as done:
            actions.reflect(seen.pairing, by=request.user, now=timezone.now(), **known)
        if done:
            return render.done(request, "ending", "Saved. Only what you share is read by anybody else.", pk=pk)
    stands = [one.mine for one in queries.reflections(seen) if one.mine] if form.is_bound else mine
    context = _context(seen) | {"form": form, "found": found, "newer": _newer(form, *stands)}
    return render.form_page(request, "pairings/farewells/ending_reflection.html", context)


def _newer(form: Stamped, *stands: Thanks | Reflection | None) -> list[Thanks | Reflection]:
    """What another window has saved since the page was opened, to show beside what was typed here."""
    is_newer = form.is_bound and form.show_as_seen(actions.stamp(*stands))
    return [one for one in stands if one] if is_newer else []


def _context(seen: View) -> dict[str, Any]:
    return {"seen": seen, "pairing": seen.pairing, "partner": seen.pairing.partner_of(seen.viewer)}
