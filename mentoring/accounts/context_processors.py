"""What the base layout needs on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mentoring.accounts import queries, zones
from mentoring.accounts.models import Organisation, User

THEME_COOKIE = "theme"  # so that the sign-in page, too, is as dark as the person wants it


def page(request: HttpRequest) -> dict[str, Any]:
    """Lazy: a fragment that shows none of it asks nothing.

    `organisation` is falsy before the installation was set up. `theme_version` is the hue itself, so one address of
    the theme's style sheet always means the same bytes. `zone_names` are those that a browser's guess may be.
    """
    organisation = SimpleLazyObject(queries.organisation)  # asked once for the name and the hue
    return {
        "organisation": organisation,
        "theme": theme(request),
        "theme_version": SimpleLazyObject(lambda: theme_version(organisation)),
        "zone_names": zones.names(),
        "demo": settings.DEMO,
    }


def theme(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return str(user.theme)
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in User.Theme.values else User.Theme.SYSTEM.value


def theme_version(organisation: Any) -> str:
    return str(organisation.hue if organisation else Organisation._meta.get_field("hue").default)
