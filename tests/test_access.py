"""Every address × the cast → status. An address without a row fails, so does a row without an address.

Read a row as: anonymous, outsider (coordinates another program), other mentee of the program, mentee and mentor of the
pair, coordinator of the program, administrator. 302 sends to sign in or on to the next page; 404: it does not exist for
them; 403: it is visible, but not theirs to do; 405: the method isn't offered.
"""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mentoring.notifications import links
from programs.actions import invitations
from tests.access_table import ARGUMENTS, TABLE

pytestmark = pytest.mark.django_db
CAST = ["anonymous", "outsider", "other_mentee", "mentee", "mentor", "coordinator", "administrator"]


def rows() -> list[tuple[str, str, list[int]]]:
    parsed = (line.split() for line in TABLE.strip().splitlines() if line.strip() and not line.startswith("#"))
    return [(name, method, [int(status) for status in statuses]) for method, name, *statuses in parsed]


def named(patterns=None) -> set[str]:
    found = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            found |= named(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.add(pattern.name)
    return found


def test_every_address_has_a_row():
    assert named() == {name for name, _, _ in rows()}


def test_no_address_is_without_a_name():
    def nameless(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from nameless(pattern.url_patterns)
            elif not pattern.name:
                yield str(pattern.pattern)

    # django-allauth keeps four old addresses that only redirect
    assert [pattern for pattern in nameless(get_resolver().url_patterns) if not pattern.startswith("social/")] == []


def address(name: str, world) -> str:
    return reverse(name, args=[argument(world) for argument in ARGUMENTS.get(name, [])])


@pytest.mark.parametrize(
    ("name", "method", "expected"), rows(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_who_may(name, method, expected, world, sign_in):
    got = []
    for part in CAST:
        browser = Client() if part == "anonymous" else sign_in(getattr(world, part))
        with transaction.atomic():
            got.append(getattr(browser, method.lower())(address(name, world)).status_code)
            transaction.set_rollback(True)
    assert got == expected


def test_a_signed_link_is_for_its_own_person_and_act(world):
    """A link made for one act opens no other, and a link cut short opens nothing."""
    token = links.make("meeting", user_id=world.mentee.pk, object_id=world.touchpoint.pk)
    browser = Client()
    assert browser.get(reverse("answer", args=[token])).status_code == 200
    assert browser.get(reverse("check_in_answer", args=[token])).status_code == 404
    assert browser.get(reverse("unsubscribe", args=[token])).status_code == 404
    assert browser.get(reverse("answer", args=[token[:-2]])).status_code == 404
    assert invitations.link(world.invitation).startswith("http://testserver/join/")
