"""The keepsake of a pair, as a page and as a file; and the certificate."""

from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.shortcuts import render as django_render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from mentoring.accounts.requests import SignedInRequest
from mentoring.security import actions as security
from mentoring.security.models import Happening
from mentoring.web import refusals, render
from pairings.endings import certificate as certificates
from pairings.keepsake import actions, queries
from pairings.keepsake.forms import KeepsakeForm
from pairings.pair import access as pair_access
from pairings.pair.access import View

NO_CERTIFICATE = "There is a certificate once your pair has ended, as planned or after at least three sessions."


@login_required
def keepsake(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = pair_access.view_for_pair(request.user, pk)
    return render.page(request, "pairings/keepsake/keepsake.html", _context(seen))


@login_required
def choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Works even after the end, so that nobody's words stay in against their will."""
    seen = pair_access.view_for_pair(request.user, pk)
    context = _context(seen)
    form = KeepsakeForm(request.POST if request.method == "POST" else None, offered=context["keepsake"])
    if form.is_valid():
        with refusals.on(form) as done:
            actions.release(seen.pairing, chosen=form.chosen, by=request.user, now=timezone.now())
        if done:
            return render.done(request, "keepsake", "This is in the keepsake now.", pk=pk)
    context["chosen"] = form["pieces"].value() or []
    return render.form_page(request, "pairings/keepsake/keepsake_choose.html", context | {"form": form})


@login_required
def file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The keepsake as one self-contained file: no scripts, no pictures, styles included."""
    seen = pair_access.view_for_pair(request.user, pk)
    answer = django_render(request, "pairings/keepsake/keepsake_file.html", _context(seen) | {"styles": _styles()})
    two = (seen.pairing.mentee.user.first_name, seen.pairing.mentor.user.first_name)
    name = f"{slugify(f'keepsake {two[0]} {two[1]}')}.html"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    security.record(Happening.KEEPSAKE_TAKEN, request.user)
    return answer


@login_required
def certificate(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = pair_access.view_for_pair(request.user, pk)
    found = certificates.certificate(seen)
    if found is None:
        return render.refused(request, "ending", NO_CERTIFICATE, pk=pk)
    return render.page(request, "pairings/keepsake/certificate.html", {"certificate": found, "pairing": seen.pairing})


def _context(seen: View) -> dict[str, Any]:
    pairing = seen.pairing
    return {
        "seen": seen,
        "pairing": pairing,
        "partner": pairing.partner_of(seen.viewer),
        "keepsake": queries.keepsake(seen, now=timezone.now()),
    }


def _styles() -> SafeString:
    """Safe to mark as HTML: it is our own source file and holds nothing that people typed."""
    path = finders.find("css/keepsake.css")
    return mark_safe(f"<style>\n{Path(str(path)).read_text()}</style>")
