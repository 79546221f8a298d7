"""The main navigation: for participants their pair is the main object, for coordinators the program."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from mentoring.accounts.models import User
from pairings.models import Pairing
from programs.models import Application, Membership

PARTNERS_BY_NAME = 2  # more pairs than this are one item, so that the tab bar of a phone keeps five


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    icon: str
    current: bool


def nav(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Lazy: a fragment that shows no navigation asks the database nothing."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"nav": []}
    return {"nav": SimpleLazyObject(partial(_items, request.user, request.path))}


def _items(user: User, path: str) -> list[Item]:
    def item(label: str, url: str, icon: str) -> Item:
        return Item(label, url, icon, current=path == url if url == "/" else path.startswith(url))

    roles = set(Membership.objects.of(user).active().values_list("role", flat=True))
    items = [item("Home", reverse("home"), "house")]
    if roles & {"mentor", "mentee"}:
        items += _pairs(user, item)
    if "coordinator" in roles or user.is_administrator or Application.objects.filter(user=user).exists():
        items.append(item("Programs", reverse("programs"), "layers"))
    if user.is_administrator:
        items.append(item("Organisation", reverse("organisation"), "building-2"))
    return items


def _pairs(user: User, item: Any) -> list[Item]:
    pairs = list(Pairing.objects.of(user).live().with_people()[: PARTNERS_BY_NAME + 1])
    if len(pairs) > PARTNERS_BY_NAME:
        return [item("My pairs", reverse("home") + "#pairs", "users")]
    items = [item(p.partner_of(user).first_name, reverse("pair", args=[p.pk]), "user-round") for p in pairs]
    if len(pairs) == 1:
        items.append(item("Goals", reverse("goals", args=[pairs[0].pk]), "target"))
        items[0] = Item(items[0].label, items[0].url, items[0].icon, items[0].current and not items[1].current)
    return items
