"""The composer keeps itself: by htmx while one types, by a button without a script."""

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
from pairings.forms.feedback import LABELS
from pairings.models import Draft
from pairings.queries.feedback import is_sent
from pairings.views import feedback as feedback_views

ABOUT = Draft.About.FEEDBACK


@login_required
@require_POST
def keep(request: SignedInRequest, pk: int) -> HttpResponse:
    user, pairing = request.user, access.live_pairing_for_pair(request.user, pk)
    typed = Typed(seen=seen_of(request.POST), values=values_of(request.POST, LABELS))
    if "discard" in request.POST:
        drafts.drop(pairing, None, about=ABOUT, seen=typed.seen, by=user)
        return render.done(request, "feedback_new", "The draft is discarded.", pk=pk)
    if is_sent(typed.values, user):  # this page has sent it a moment ago
        return HttpResponse(status=204) if getattr(request, "htmx", False) else render.done(request, "feedback", pk=pk)
    try:
        draft = drafts.keep(
            pairing, None, about=ABOUT, values=typed.values, seen=typed.seen, by=user, now=timezone.now()
        )
        typed = replace(typed, draft=draft, seen=draft.version)
    except drafts.NewerDraft as newer:
        typed = replace(typed, draft=newer.draft, other=differing(newer.draft, typed.values, LABELS))
    if getattr(request, "htmx", False):
        context = {"typed": typed, "pairing": pairing, "about": ABOUT, "is_saved": not typed.other}
        return render.page(request, "pairings/draft_status.html", context)
    if typed.other:  # the page again, with both texts: nothing typed is lost
        return feedback_views.form_of(request, pairing, typed)
    return render.done(request, "feedback_new", "Your draft is kept. Only you see it.", pk=pk)
