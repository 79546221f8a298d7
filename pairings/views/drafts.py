"""The form of a session keeps itself: by htmx while one types, by a button without a script."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import render
from pairings import access
from pairings.actions import drafts
from pairings.forms.drafts import Typed, differing, seen_of, values_of
from pairings.models import Pairing, Session
from pairings.views import sessions as session_views


@login_required
@require_POST
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    return _keep(request, access.live_pairing_for_pair(request.user, pk), None)


@login_required
@require_POST
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    session = access.session_visible(request.user, pk)
    return _keep(request, access.live_pairing_for_pair(request.user, session.pairing_id), session)


def _keep(request: SignedInRequest, pairing: Pairing, session: Session | None) -> HttpResponse:
    user, typed = request.user, Typed(seen=seen_of(request.POST), values=values_of(request.POST))
    page, pk = ("session_edit", session.pk) if session else ("session_new", pairing.pk)
    if "discard" in request.POST:
        drafts.drop(pairing, session, seen=typed.seen, by=user)
        return render.done(request, page, "The draft is discarded.", pk=pk)
    try:
        draft = drafts.keep(pairing, session, values=typed.values, seen=typed.seen, by=user, now=timezone.now())
        typed = replace(typed, draft=draft, seen=draft.version)
    except drafts.NewerDraft as newer:
        typed = replace(typed, draft=newer.draft, other=differing(newer.draft, typed.values))
    if getattr(request, "htmx", False):
        context = {"typed": typed, "pairing": pairing, "session": session, "is_saved": not typed.other}
        return render.page(request, "pairings/session_draft.html", context)
    if typed.other:  # the page again, with both texts: nothing typed is lost
        return session_views.form_of(request, pairing, session, typed)
    return render.done(request, page, "Your draft is kept. Only you see it.", pk=pk)
