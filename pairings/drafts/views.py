"""Forms of a session, the agreement, and feedback keep themselves: by htmx while one types, else by a button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import render
from pairings.agreement import views as agreement_views
from pairings.drafts import actions as drafts
from pairings.drafts.forms import LABELS, Typed, differing, seen_of, values_of
from pairings.drafts.models import Draft
from pairings.feedback import queries as feedback_queries
from pairings.feedback import views as feedback_views
from pairings.feedback.forms import LABELS as OF_FEEDBACK
from pairings.logbook import queries as session_queries
from pairings.logbook import views as session_views
from pairings.pair import access as pair_access
from pairings.pair.models import Pairing
from pairings.sessions import access as sessions_access
from pairings.sessions.models import Session

About = Draft.About


@login_required
@require_POST
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    return _of_session(request, pair_access.live_pairing_for_pair(request.user, pk), None)


@login_required
@require_POST
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    session = sessions_access.session_visible(request.user, pk)
    return _of_session(request, pair_access.live_pairing_for_pair(request.user, session.pairing_id), session)


@login_required
@require_POST
def agreement(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = pair_access.view_for_pair(request.user, pk)
    if not seen.pairing.is_live:
        raise PermissionDenied
    place = Place(seen.pairing, None, About.AGREEMENT, "agreement_edit", pk)
    return _keep(request, place, lambda typed: agreement_views.form_of(request, seen, typed))


@login_required
@require_POST
def feedback(request: SignedInRequest, pk: int) -> HttpResponse:
    pairing = pair_access.live_pairing_for_pair(request.user, pk)
    place = Place(
        pairing, None, About.FEEDBACK, "feedback_new", pk, OF_FEEDBACK, feedback_queries.is_sent, afterwards="feedback"
    )
    return _keep(request, place, lambda typed: feedback_views.form_of(request, pairing, typed))


def _is_never_sent(values: Mapping[str, str], user: User) -> bool:
    return False


@dataclass(frozen=True)
class Place:
    """What the draft is of, the page of its form, and how to know that the form has been sent."""

    pairing: Pairing
    session: Session | None
    about: str
    page: str
    pk: int
    labels: Mapping[str, str] = field(default_factory=LABELS.copy)
    is_sent: Callable[[Mapping[str, str], User], bool] = _is_never_sent
    afterwards: str = "pair"


def _of_session(request: SignedInRequest, pairing: Pairing, session: Session | None) -> HttpResponse:
    if session:
        place = Place(pairing, session, About.SESSION, "session_edit", session.pk)
    else:
        place = Place(pairing, None, About.SESSION, "session_new", pairing.pk, is_sent=session_queries.is_logged)
    return _keep(request, place, lambda typed: session_views.form_of(request, pairing, session, typed))


def _keep(request: SignedInRequest, place: Place, form_of: Callable[[Typed], HttpResponse]) -> HttpResponse:
    user, is_htmx = request.user, getattr(request, "htmx", False)
    typed = Typed(seen=seen_of(request.POST), values=values_of(request.POST, place.labels))
    what = (place.pairing, place.session)
    if "discard" in request.POST:
        drafts.drop(*what, about=place.about, seen=typed.seen, by=user)
        return render.done(request, place.page, "The draft is discarded.", pk=place.pk)
    if place.is_sent(typed.values, user):  # a moment ago, from this very page
        return HttpResponse(status=204) if is_htmx else render.done(request, place.afterwards, pk=place.pairing.pk)
    try:
        draft = drafts.keep(*what, about=place.about, values=typed.values, seen=typed.seen, by=user, now=timezone.now())
        typed = replace(typed, draft=draft, seen=draft.version)
    except drafts.NewerDraft as newer:
        typed = replace(typed, draft=newer.draft, other=differing(newer.draft, typed.values, place.labels))
    if is_htmx:
        context = {"typed": typed, "pairing": place.pairing, "session": place.session, "about": place.about}
        return render.page(request, "pairings/drafts/draft_status.html", context | {"is_saved": not typed.other})
    if typed.other:  # the page again, with both texts: nothing typed is lost
        return form_of(typed)
    return render.done(request, place.page, "Your draft is kept. Only you see it.", pk=place.pk)
