"""A form keeps itself while one types: by htmx, else by a button. The rooms that have such a form call `keep`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import render
from pairings.drafts import actions as drafts
from pairings.drafts.forms import Typed, differing, seen_of, values_of
from pairings.pair.models import Pairing
from pairings.sessions.models import Session


def _is_never_sent(values: Mapping[str, str], user: User) -> bool:
    return False


@dataclass(frozen=True)
class Place:
    """What the draft is of, the page of its form, what its fields are called, how to know that it has been sent."""

    pairing: Pairing
    session: Session | None
    about: str
    page: str
    pk: int
    labels: Mapping[str, str]
    is_sent: Callable[[Mapping[str, str], User], bool] = _is_never_sent
    afterwards: str = "pair"


def keep(request: SignedInRequest, place: Place, form_of: Callable[[Typed], HttpResponse]) -> HttpResponse:
    """Keep what was sent, or discard it. `form_of`: the page of the form, where another window kept something new."""
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
