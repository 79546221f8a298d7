"""When one is free, and how planned sessions reach one's calendar: by invitation, or by a secret address."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import render
from pairings import access
from pairings import calendars as written
from pairings.actions import calendars
from pairings.forms.times import CalendarForm, FreeForm
from pairings.queries import planned as queries


@login_required
def availability(request: SignedInRequest) -> HttpResponse:
    user = request.user
    form = FreeForm(request.POST if request.method == "POST" else None, cells=queries.free_cells(user))
    if form.is_valid():
        calendars.be_free(user, cells=form.cells())
        return render.done(request, "availability", "Saved.")
    return render.form_page(request, "pairings/availability.html", {"form": form})


@login_required
def choices(request: SignedInRequest) -> HttpResponse:
    choice = queries.calendar_choice(request.user)
    posted = request.POST if request.method == "POST" else None
    form = CalendarForm(posted, initial={"invitations": choice.invitations})
    if form.is_valid():
        calendars.choose(request.user, invitations=form.cleaned_data["invitations"])
        return render.done(request, "calendar", "Saved.")
    token = written.feed_token(request.user, choice.feed_version)
    address = settings.SITE_URL + reverse("calendar_feed", args=[token])
    context = {"form": form, "address": address, "webcal": address.replace("https://", "webcal://", 1)}
    return render.form_page(request, "pairings/calendar.html", context)


@login_required
@require_POST
def reset(request: SignedInRequest) -> HttpResponse:
    calendars.reset_feed(request.user)
    return render.done(request, "calendar", "The old address is dead. Give your calendar the new one.")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """For a calendar program, which has no session: the token is the authority."""
    user = access.feed_owner(token)
    content = written.feed(queries.in_feed(user, now=timezone.now()), user)
    etag = written.etag(content)
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        content, content_type="text/calendar; charset=utf-8"
    )
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
