"""The main navigation: mentors and mentees see their pairs in it, coordinators their programs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from mentoring.accounts.models import User
from mentoring.home import viewpoint
from mentoring.home.viewpoint import Viewpoint
from programs.program.models import Membership

PARTNERS_BY_NAME = 2  # more pairs than this share one item, so that a phone's tab bar stays at five


@dataclass(frozen=True)
class NavigationItem:
    label: str
    url: str
    icon: str
    current: bool
    person: User | None = None  # whose face stands there in place of the icon


def nav(request: HttpRequest) -> dict[str, Any]:
    """Context processor. It is lazy, so a fragment without the navigation runs no queries.

    `help_programs` are the programs whose coordinators the person may ask for help. `unread` counts the inbox.
    """
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"nav": [], "help_programs": [], "unread": 0}
    return {
        "nav": SimpleLazyObject(lambda: _items(viewpoint.of(request), request.path)),
        "help_programs": SimpleLazyObject(lambda: viewpoint.of(request).taken_part_in),
        "unread": SimpleLazyObject(lambda: viewpoint.of(request).unread),
    }


def _items(view: Viewpoint, path: str) -> list[NavigationItem]:
    def item(label: str, url: str, icon: str) -> NavigationItem:
        return NavigationItem(label, url, icon, current=path == url if url == "/" else path.startswith(url))

    items = [item("Home", reverse("home"), "house"), *_pairs(view, item)]
    if Membership.Role.COORDINATOR in view.roles or view.user.is_administrator or (not view.roles and view.has_applied):
        items.append(item("Programs", reverse("programs"), "layers"))
    if view.user.is_administrator:
        items.append(item("Organisation", reverse("organisation"), "building-2"))
    return items


def _pairs(view: Viewpoint, item: Callable[[str, str, str], NavigationItem]) -> list[NavigationItem]:
    if len(view.partners) > PARTNERS_BY_NAME:
        return [item("My pairs", reverse("home") + "#pairs", "users")]
    items = [
        replace(item(one.user.first_name, reverse("pair", args=[one.pairing_id]), "user-round"), person=one.user)
        for one in view.partners
    ]
    if len(items) == 1:
        goals = item("Goals", reverse("goals", args=[view.partners[0].pairing_id]), "target")
        items = [replace(items[0], current=items[0].current and not goals.current), goals]
    return items
