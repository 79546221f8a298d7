"""Pages for when one is free and how planned sessions reach one's calendar: by invitation or by a secret address."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import render
from pairings.calendars import actions as calendars
from pairings.calendars import queries
from pairings.calendars import tokens as calendars_tokens
from pairings.calendars.forms import CalendarForm, FreeForm


@login_required
def availability(request: SignedInRequest) -> HttpResponse:
    user = request.user
    form = FreeForm(request.POST if request.method == "POST" else None, cells=queries.free_cells(user))
    if form.is_valid():
        calendars.be_free(user, cells=form.cells())
        return render.done(request, "availability", "Saved.")
    return render.form_page(request, "pairings/calendars/availability.html", {"form": form})


@login_required
def choices(request: SignedInRequest) -> HttpResponse:
    choice = queries.calendar_choice(request.user)
    posted = request.POST if request.method == "POST" else None
    form = CalendarForm(posted, initial={"invitations": choice.invitations})
    if form.is_valid():
        calendars.choose(request.user, invitations=form.cleaned_data["invitations"])
        return render.done(request, "calendar", "Saved.")
    token = calendars_tokens.feed_token(request.user, choice.feed_version)
    address = settings.SITE_URL + reverse("calendar_feed", args=[token])
    context = {"form": form, "address": address, "webcal": address.replace("https://", "webcal://", 1)}
    return render.form_page(request, "pairings/calendars/calendar.html", context)


@login_required
@require_POST
def reset(request: SignedInRequest) -> HttpResponse:
    calendars.reset_feed(request.user)
    return render.done(request, "calendar", "The old address is dead. Give your calendar the new one.")
