"""A person's own settings, and their answer to the browser's guess of their time zone."""

from django.conf import settings as django_settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import reverse
from django.views.decorators.http import require_POST

from mentoring.accounts import queries, zones
from mentoring.accounts.actions import profile
from mentoring.accounts.forms.profile import SettingsForm, ZoneGuessForm
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import back, cookies, render

LINKS_ENDED = (
    "The links in your emails so far have stopped working. If your calendar reads an address of ours, give it the "
    "new one."
)
TWO_YEARS = 2 * 365 * 24 * 3600


@login_required
def settings(request: SignedInRequest) -> HttpResponse:
    user = request.user
    initial = {name: getattr(user, name) for name in SettingsForm.base_fields}
    initial["called"] = user.first_name if user.name else ""
    initial["time_zone"] = user.time_zone or queries.default_zone()
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        profile.change(user, **form.cleaned_data)
        response = render.done(request, _next(request) or "settings", "Your settings are saved.")
        cookies.keep(response, django_settings.THEME_COOKIE_NAME, user.theme, seconds=TWO_YEARS)
        return response
    context = {"form": form, "ways_in": queries.ways_in(user), "next": _next(request)}
    return render.form_page(request, "accounts/settings.html", context)


@login_required
@require_POST
def time_zone_guess(request: SignedInRequest) -> HttpResponse:
    """`answer=yes` switches to the browser's zone; `answer=no` changes nothing and is remembered."""
    form = ZoneGuessForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("The time zone wasn't understood.")
    zone = form.cleaned_data["time_zone"]
    if form.cleaned_data["answer"] == "yes":
        profile.use_zone(request.user, zone)
        said = f"Times are shown in the time of {zones.city(zone)} from now on."
    else:
        profile.decline_zone(request.user, zone)
        said = f"Times stay in the time of {zones.city(request.user.zone.key)}."
    if getattr(request, "htmx", False):  # in place, so nobody loses a half-finished form
        return render.page(request, "accounts/time_zone_answer.html", {"said": said})
    return render.done(request, _came_from(request), said)


@login_required
@require_POST
def end_links(request: SignedInRequest) -> HttpResponse:
    profile.end_links(request.user)
    return render.done(request, "settings", LINKS_ENDED)


def _came_from(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    return (back.path_of(request, asked) if asked else back.page_before(request)) or reverse("home")


def _next(request: HttpRequest) -> str:
    """Where somebody was on their way to who was asked for their name first."""
    return back.path_of(request, request.GET.get("next", ""))
