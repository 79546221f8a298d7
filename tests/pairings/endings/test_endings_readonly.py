"""Afterwards everything can be read and nothing written: every address of pairings and goals, tried by both.

Both open every page while they are a pair, and fill in every form they find there. Then the pair ends, and they send
them. An address without a form on any page is sent nothing but its press of a button; a new one is tried by itself.
"""

from datetime import timedelta

import html5lib
import pytest
from django.db import connection, transaction
from django.urls import URLResolver, get_resolver, resolve, reverse
from django.utils import timezone

from pairings.life import actions as pairing_actions
from tests import factories
from tests.access_table import ARGUMENTS
from tests.test_access import rows

pytestmark = [pytest.mark.django_db, pytest.mark.long]
HTML = "{http://www.w3.org/1999/xhtml}"

# What stays open on purpose, and why.
OPEN_AFTERWARDS = {
    "session_new": "the last session can be logged for 14 days: test_last_session.py says which, and what with it",
    "planned_met": "the same, from the email that asks",
    "keepsake_choose": "what somebody released stays theirs: they may take it back, or add to it",
    "ending_wish": "what comes next is for after the end",
    "session_note": "one's own private note, which nobody else reads",
    "messages_seen": "that somebody has read what was written before",
    "message_report": "harm is reported whenever it is noticed",
    "availability": "a person's own week, in no pair",
    "calendar": "a person's own calendar, in no pair",
    "calendar_reset": "a person's own calendar, in no pair",
    "person_pause": "a person's own pause in the program",
    "person_resume": "a person's own pause in the program",
}
SAYS_WHY = ("There is a problem", 'role="alert"', " ended", "cancelled", "no longer")


def walk(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns)
        elif pattern.callback.__module__.startswith(("pairings.", "goals.")):
            yield pattern.name


def addresses(world) -> dict[str, str]:
    """Every address of the two apps, by name."""
    names = sorted(set(walk(get_resolver().url_patterns)))
    return {name: reverse(name, args=[argument(world) for argument in ARGUMENTS.get(name, [])]) for name in names}


def value_of(field) -> tuple[str, str] | None:
    """A field filled in as a person would; what stands there already stays."""
    name, kind, given = field.get("name"), field.get("type", ""), field.get("value", "")
    if not name or kind in ("submit", "reset", "button"):
        return None
    if field.tag == f"{HTML}textarea":
        return name, "".join(field.itertext()).strip() + " Words"
    if field.tag == f"{HTML}select":
        return name, next((one.get("value") for one in field.iter(f"{HTML}option") if one.get("value")), "")
    filled = {"date": (factories.today() + timedelta(days=2)).isoformat(), "time": "10:00", "number": "30"}
    filled["url"] = "https://example.org/"
    if kind in ("hidden", "radio", "checkbox"):
        return name, given
    return name, given or filled.get(kind, "Words")


def forms_of(page: str, here: str):
    """(address, fields) of every form on the page that writes, once for each of its buttons."""
    tree = html5lib.parse(page)
    for form in tree.iter(f"{HTML}form"):
        if form.get("method") != "post":
            continue
        tags = [one for tag in ("input", "textarea", "select") for one in form.iter(HTML + tag)]
        fields = dict(filter(None, map(value_of, tags)))
        fields.pop("csrfmiddlewaretoken", None)
        for button in [*form.iter(f"{HTML}button")] or [None]:
            pressed = {} if button is None else {button.get("name") or "": button.get("value") or ""}
            pressed.pop("", None)
            yield form.get("action") or here, fields | pressed


def found_forms(browser, world) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """By name of the address, what one of the two could send from any page; and an empty press for the rest."""
    found: dict[str, list[tuple[str, dict[str, str]]]] = {}
    known = addresses(world)
    for here in known.values():
        answer = browser.get(here)
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        for address, fields in forms_of(answer.content.decode(), here):
            name = resolve(address.split("?")[0]).url_name
            if name in known and (address, fields) not in found.setdefault(name, []):
                found[name].append((address, fields))
    return {name: found.get(name) or [(address, {"answer": "yes"})] for name, address in known.items()}


def changes() -> dict[str, int]:
    """Rows of the two apps written in this transaction so far, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE relname LIKE 'pairings\\_%' OR relname LIKE 'goals\\_%'"
        )
        return dict(cursor.fetchall())


def send(browser, address, fields, *, follow):
    """The answer, and the tables of the two apps that it wrote to; taken back afterwards."""
    with transaction.atomic():
        before = changes()
        answer = browser.post(address, fields, follow=follow)
        after = changes()
        transaction.set_rollback(True)
    return answer, sorted(table for table in after if after[table] > before.get(table, 0))


@pytest.mark.parametrize("part", ["mentor", "mentee"])
def test_after_the_end_no_address_writes_anything(part, world, sign_in):
    browser = sign_in(getattr(world, part))
    forms = found_forms(browser, world)
    tried = [(name, *form) for name, found in forms.items() for form in found]
    before = {n for n, (_, *form) in enumerate(tried) if send(browser, *form, follow=False)[1]}
    pairing_actions.end(world.pairing, ending="early", by=world.coordinator, now=timezone.now())
    written, mute = {}, {}
    for number, (name, address, fields) in enumerate(tried):
        answer, writes = send(browser, address, fields, follow=True)
        if writes:
            written[name] = writes
        elif number in before and not is_refused(answer):
            mute[name] = answer.status_code
    assert (set(written) - set(OPEN_AFTERWARDS), set(mute) - set(OPEN_AFTERWARDS)) == (set(), set())
    # The forms were good: so many addresses did write something as long as they were a pair.
    assert len({tried[number][0] for number in before} - set(OPEN_AFTERWARDS)) > 35


def is_refused(answer) -> bool:
    """It isn't theirs any more, or a sentence says why, on the form or on the page."""
    if answer.status_code in (403, 404, 405, 410):
        return True
    text = answer.content.decode()
    return any(words in text for words in SAYS_WHY)


def test_what_stays_open_is_there():
    assert set(OPEN_AFTERWARDS) <= {name for name, _, _ in rows()}
