"""The form of a session, or of the agreement, keeps itself: by htmx while one types, by a button without a script."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import render
from pairings import access
from pairings.actions import drafts
from pairings.forms.drafts import Typed, differing, seen_of, values_of
from pairings.models import Draft, Pairing, Session
from pairings.views import agreements as agreement_views
from pairings.views import sessions as session_views

About = Draft.About


@login_required
@require_POST
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    return _of_session(request, access.live_pairing_for_pair(request.user, pk), None)


@login_required
@require_POST
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    session = access.session_visible(request.user, pk)
    return _of_session(request, access.live_pairing_for_pair(request.user, session.pairing_id), session)


@login_required
@require_POST
def agreement(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = access.view_for_pair(request.user, pk)
    if not seen.pairing.is_live:
        raise PermissionDenied
    place = Place(seen.pairing, None, About.AGREEMENT, "agreement_edit", pk)
    return _keep(request, place, lambda typed: agreement_views.form_of(request, seen, typed))


@dataclass(frozen=True)
class Place:
    """What the draft is of, and the page of its form."""

    pairing: Pairing
    session: Session | None
    about: str
    page: str
    pk: int


def _of_session(request: SignedInRequest, pairing: Pairing, session: Session | None) -> HttpResponse:
    page, pk = ("session_edit", session.pk) if session else ("session_new", pairing.pk)
    place = Place(pairing, session, About.SESSION, page, pk)
    return _keep(request, place, lambda typed: session_views.form_of(request, pairing, session, typed))


def _keep(request: SignedInRequest, place: Place, form_of: Callable[[Typed], HttpResponse]) -> HttpResponse:
    user, typed = request.user, Typed(seen=seen_of(request.POST), values=values_of(request.POST))
    what = (place.pairing, place.session)
    if "discard" in request.POST:
        drafts.drop(*what, about=place.about, seen=typed.seen, by=user)
        return render.done(request, place.page, "The draft is discarded.", pk=place.pk)
    try:
        draft = drafts.keep(*what, about=place.about, values=typed.values, seen=typed.seen, by=user, now=timezone.now())
        typed = replace(typed, draft=draft, seen=draft.version)
    except drafts.NewerDraft as newer:
        typed = replace(typed, draft=newer.draft, other=differing(newer.draft, typed.values))
    if getattr(request, "htmx", False):
        context = {"typed": typed, "pairing": place.pairing, "session": place.session, "about": place.about}
        return render.page(request, "pairings/draft_status.html", context | {"is_saved": not typed.other})
    if typed.other:  # the page again, with both texts: nothing typed is lost
        return form_of(typed)
    return render.done(request, place.page, "Your draft is kept. Only you see it.", pk=place.pk)
