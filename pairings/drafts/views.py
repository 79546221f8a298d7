"""A form keeps a draft while one types: by htmx, or by a button. The rooms with such a form call `keep`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import render
from pairings.drafts import actions as drafts
from pairings.drafts.forms import Typed, differing, seen_of, too_long_in, values_of
from pairings.pair.models import Pairing
from pairings.sessions.models import Session


def _is_never_sent(values: Mapping[str, str], user: User) -> bool:
    return False


@dataclass(frozen=True)
class Place:
    """Where a draft belongs: the page of its form, the labels of its fields, how to tell that it was sent."""

    pairing: Pairing
    session: Session | None
    about: str
    page: str
    pk: int
    labels: Mapping[str, str]
    is_sent: Callable[[Mapping[str, str], User], bool] = _is_never_sent
    afterwards: str = "pair"


def keep(request: SignedInRequest, place: Place, form_of: Callable[[Typed], HttpResponse]) -> HttpResponse:
    """Keep what was sent, or discard it.

    `form_of` renders the form again if another window has kept something newer.
    """
    user, is_htmx = request.user, getattr(request, "htmx", False)
    typed = Typed(seen=seen_of(request.POST), values=values_of(request.POST, place.labels))
    what = (place.pairing, place.session)
    if "discard" in request.POST:
        drafts.drop(*what, about=place.about, seen=typed.seen, by=user)
        return render.done(request, place.page, "The draft is discarded.", pk=place.pk)
    if place.is_sent(typed.values, user):  # a moment ago, from this same page
        return HttpResponse(status=204) if is_htmx else render.done(request, place.afterwards, pk=place.pairing.pk)
    typed = _kept(typed, place, user)
    if is_htmx:
        context = {"typed": typed, "pairing": place.pairing, "session": place.session, "about": place.about}
        return render.page(request, "pairings/drafts/draft_status.html", context | {"is_saved": typed.is_kept})
    if not typed.is_kept:  # show the page again with all texts, so nothing typed is lost
        return form_of(typed)
    return render.done(request, place.page, "Your draft is kept. Only you see it.", pk=place.pk)


def _kept(typed: Typed, place: Place, user: User) -> Typed:
    if too_long := too_long_in(typed.values, place.labels):
        return replace(typed, too_long=too_long)
    now, values = timezone.now(), typed.values
    try:
        draft = drafts.keep(
            place.pairing, place.session, about=place.about, values=values, seen=typed.seen, by=user, now=now
        )
    except drafts.NewerDraft as newer:
        return replace(typed, draft=newer.draft, other=differing(newer.draft, values, place.labels))
    return replace(typed, draft=draft, seen=draft.version)
