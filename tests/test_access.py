"""Every address × every method it takes × the cast → status. One without a row fails, so does a row without an address.

Read a row as: anonymous, outsider (coordinates another program), other mentee of the program, mentee and mentor of the
pair, coordinator of the program, administrator. 302 sends to sign in or on to the next page; 404: it does not exist for
them; 403: it is visible, but not theirs to do; 405: the method isn't offered; 422: theirs to do, but nothing was filled
in. Methods are GET and POST: no view of ours knows another, so that one is refused or answered as GET is.
"""

from itertools import product

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mentoring.notifications.answering import links
from programs.invitations import actions as invitations
from tests.access_table import ARGUMENTS, DEMO_TABLE, QUERIES, TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.long]
CAST = ["anonymous", "outsider", "other_mentee", "mentee", "mentor", "coordinator", "administrator"]


METHODS = {"GET": ["GET"], "POST": ["POST"], "BOTH": ["GET", "POST"]}
PRESSED = {"csrfmiddlewaretoken": "any"}  # a browser never sends less: a wholly empty POST isn't read as one


def rows(table: str = TABLE) -> list[tuple[str, str, list[int]]]:
    lines = (line.split() for line in table.strip().splitlines())
    return [
        (name, method, [int(status) for status in statuses])
        for methods, name, *statuses in lines
        for method in METHODS[methods]
    ]


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
    arguments = [argument(world) for argument in ARGUMENTS.get(name, [])]
    return reverse(name, args=arguments, query=QUERIES.get(name))


def answer(browser, method: str, where: str) -> int:
    """The status; what was written is taken back."""
    with transaction.atomic():
        sent = browser.post(where, PRESSED) if method == "POST" else browser.get(where)
        transaction.set_rollback(True)
    return sent.status_code


def answers(name: str, method: str, world, browsers) -> list[int]:
    everybody = {"anonymous": Client(), **browsers}
    return [answer(everybody[part], method, address(name, world)) for part in CAST]


@pytest.mark.parametrize(
    ("name", "method", "expected"), rows(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_who_may(name, method, expected, world, browsers):
    assert answers(name, method, world, browsers) == expected


def test_a_method_without_a_row_is_refused(world, sign_in):
    """By the view itself, whoever asks: with 405."""
    known = {(name, method) for name, method, _ in rows()}
    browser = sign_in(world.coordinator)
    taken = {
        (name, method)
        for name, method in product(sorted(named()), METHODS["BOTH"])
        if (name, method) not in known and answer(browser, method, address(name, world)) != 405
    }
    assert taken == set()


def test_no_row_is_there_twice():
    known = [(name, method) for name, method, _ in rows()]
    assert [one for one in known if known.count(one) > 1] == []


@pytest.mark.parametrize(
    ("name", "method", "expected"), rows(DEMO_TABLE), ids=lambda value: value if isinstance(value, str) else ""
)
def test_who_may_in_the_demo(name, method, expected, world, browsers, settings):
    settings.DEMO = True
    assert answers(name, method, world, browsers) == expected


def test_a_signed_link_is_for_its_own_person_and_act(world):
    """A link made for one act opens no other, and a link cut short opens nothing."""
    token = links.make("meeting", user=world.mentee, object_id=world.touchpoint.pk)
    browser = Client()
    assert browser.get(reverse("answer", args=[token])).status_code == 200
    assert browser.get(reverse("check_in_answer", args=[token])).status_code == 404
    assert browser.get(reverse("unsubscribe", args=[token])).status_code == 404
    assert browser.get(reverse("answer", args=[token[:-2]])).status_code == 404
    assert invitations.link(world.invitation).startswith("http://testserver/join/")


def test_who_only_looks_gets_no_session(world):
    left = set()
    for name, method, _ in rows():
        browser = Client()
        if method == "GET" and answer(browser, method, address(name, world)) < 500:
            left |= {name} if settings.SESSION_COOKIE_NAME in browser.cookies else set()
    assert left == set()
