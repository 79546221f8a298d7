"""What the base layout needs on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mentoring.accounts import queries, zones
from mentoring.accounts.models import Organisation, User


def page(request: HttpRequest) -> dict[str, Any]:
    """Lazy, so a fragment that shows none of this runs no queries.

    `organisation` is falsy until the installation is set up. `theme_version` is the hue itself, so an address of the
    theme's style sheet always means the same bytes. `zone_names` are the zones that a browser's guess may name.
    """
    organisation = SimpleLazyObject(queries.organisation)  # read once for the name and the hue
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
    chosen = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")  # so that the sign-in page has it, too
    return chosen if chosen in User.Theme.values else User.Theme.SYSTEM.value


def theme_version(organisation: Any) -> str:
    return str(organisation.hue if organisation else Organisation._meta.get_field("hue").default)
