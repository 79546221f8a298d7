"""Every sentence that counts time, walked through the states of a pair and its program: before the first day, within,
past the last day, on a pause, ended, and ended before it began. What it says has to hold on that day."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from mentoring.notifications.planning import kinds, letters
from mentoring.notifications.planning.models import Notification
from mentoring.web import dates
from pairings.models import Pairing
from pairings.pair import spans
from programs.models import Program
from tests import factories
from tests.pages import hides, shows

FIRST, LAST = date(2026, 6, 1), date(2026, 11, 30)  # 26 weeks
LIVE = {"before": FIRST - timedelta(days=30), "first": FIRST, "within": date(2026, 8, 12), "last": LAST}
LIVE |= {"past": LAST + timedelta(days=20), "paused": date(2026, 8, 12)}
ENDED = {"ended": date(2026, 9, 1), "ended before": FIRST - timedelta(days=10)}
STATES = {**LIVE, **ENDED}
pytestmark = pytest.mark.django_db


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture
def walk(cast):
    """`walk(state)` puts the pair of the cast into that state and returns the moment it is looked at."""

    def go(state: str) -> datetime:
        day = STATES[state]
        ended = {"state": "ended", "ended_on": day, "ending": "planned"} if state in ENDED else {}
        away = {"state": "paused", "paused_on": day, "returns_on": day + timedelta(days=9)} if state == "paused" else {}
        Pairing.objects.filter(pk=cast.pairing.pk).update(started_on=FIRST, ends_on=LAST, **ended, **away)
        Program.objects.filter(pk=cast.program.pk).update(starts_on=FIRST, ends_on=LAST, state="running")
        cast.pairing.refresh_from_db(), cast.program.refresh_from_db()
        return at(day)

    return go


WEEKS = {
    "before": "Starts in 30 days",
    "first": "Week 1 of 26",
    "within": "Week 11 of 26",
    "last": "Week 26 of 26",
    "past": f"Your last day was {dates.day(date(2026, 11, 30))}",
    "ended": f"Ended on {dates.day(date(2026, 9, 1))}",
    "ended before": f"Ended on {dates.day(date(2026, 5, 22))}",
}
TOGETHER = {
    "before": f"From {dates.day(date(2026, 6, 1))} to {dates.day(date(2026, 11, 30))}",
    "within": f"From {dates.day(date(2026, 6, 1))} to {dates.day(date(2026, 11, 30))}",
    "past": f"Since {dates.day(date(2026, 6, 1))}; the last day was {dates.day(date(2026, 11, 30))}",
    "ended": f"From {dates.day(date(2026, 6, 1))} to {dates.day(date(2026, 9, 1))}",
    "ended before": f"Ended on {dates.day(date(2026, 5, 22))}, before the first day",
}
STANDING = {
    "before": f"Starts on {dates.day(date(2026, 6, 1))}",
    "within": "Running",
    "past": f"Over since {dates.day(date(2026, 11, 30))}",
}


def test_the_words_hold_in_each_state(cast, walk):
    for state in STATES:
        day = walk(state).date()
        assert spans.week(cast.pairing, day) == WEEKS.get(state, WEEKS["within"]), state
        assert spans.together(cast.pairing, day) == TOGETHER.get(state, TOGETHER["within"]), state
        assert spans.is_past(cast.pairing, day) == (state == "past"), state
        assert cast.program.standing(on=day) == STANDING.get(state, STANDING["within"]) or state in ENDED, state
        Pairing.objects.filter(pk=cast.pairing.pk).update(state="active", ended_on=None, ending="")


def test_no_week_comes_before_the_first_or_after_the_last(cast):
    pair = Pairing(started_on=FIRST, ends_on=LAST, state="active")
    said = {spans.week(pair, FIRST + timedelta(days=n)) for n in range((LAST - FIRST).days + 1)}
    assert said == {f"Week {n} of 26" for n in range(1, 27)}


DAYS = re.compile(r"[Ff]rom \w{3} (\d+ \w{3} \d{4}) to \w{3} (\d+ \w{3} \d{4})")


def spans_in(text: str) -> list[tuple[date, date]]:
    def read(day: str) -> date:
        return datetime.strptime(day, "%d %b %Y").replace(tzinfo=UTC).date()

    return [(read(begins), read(ends)) for begins, ends in DAYS.findall(text)]


def weeks_in(text: str) -> list[tuple[int, int]]:
    return [(int(n), int(most)) for n, most in re.findall(r"Week (\d+) of (\d+)", text)]


@pytest.mark.parametrize("state", STATES)
def test_no_page_says_what_isnt_so_on_that_day(cast, walk, sign_in, state):
    moment = walk(state)
    of_pair = [reverse(name, args=[cast.pairing.pk]) for name in ("pair", "ending", "agenda", "keepsake")]
    of_program = [reverse(name, args=[cast.program.pk]) for name in ("program", "pairs")]
    person = reverse("person", args=[cast.program.pk, cast.mentee_in.pk])
    with time_machine.travel(moment, tick=False):
        for part, paths in (
            ("mentee", ["/", reverse("my_pairs"), *of_pair, of_program[0]]),
            ("coordinator", ["/", *of_program, of_pair[0], of_pair[1], person]),
        ):
            browser = sign_in(getattr(cast, part))
            for path in paths:
                page = browser.get(path)
                if page.status_code != 200:
                    continue
                text = " ".join(page.content.decode().split())
                where = (state, part, path)
                assert all(begins <= ends for begins, ends in spans_in(text)), where
                assert all(0 < week <= most for week, most in weeks_in(text)), where
                if state in ("before", "past") or (state in ENDED and path not in of_program):
                    assert weeks_in(text) == [], where
                if state == "past":
                    hides(text, *(f"{words} {dates.day(LAST)}" for words in ("last day is", "It is", "ends on")))
                if state in ENDED:
                    hides(text, "in your last session", "ends on")
                if state == "before":
                    hides(text, "Running ·")


def letter(kind: str, user, cast, now: datetime, **payload):
    row = Notification.objects.create(
        key=uuid.uuid4().hex, recipient=user, kind=kind, payload={"pairing": cast.pairing.pk, **payload},
        due_at=now, program_id=cast.program.pk, pairing_id=cast.pairing.pk,
    )  # fmt: skip
    told = kinds.get(kind).prepare([row], now)[row.pk]
    if isinstance(told, kinds.Suppressed):
        return None
    return letters.render(kind, {"recipient": user, "program": told.program, **told.context})


@pytest.mark.parametrize("state", LIVE)
def test_no_mail_names_a_day_to_come_that_has_passed(cast, walk, state):
    now = walk(state)
    step = factories.StepFactory(program=cast.program)
    first = factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=FIRST + timedelta(days=14))
    due, is_past = "by Monday, June 15", first.due_on < now.date()
    for kind in ("pairing_started", "pairing_resumed"):
        written = letter(kind, cast.mentee, cast, now)
        for text in [written.text, written.html] if written else []:
            (hides if is_past else shows)(text, due)
    if written := letter("pairing_started", cast.mentee, cast, now):
        shows(written.text, "It started on" if now.date() > FIRST else "It starts on")
    assert (letter("pairing_paused", cast.mentee, cast, now) is None) == (state != "paused")
    late = now + timedelta(days=9)  # they are back by then
    assert letter("pairing_paused", cast.mentor, cast, late) is None


@pytest.mark.parametrize(("state", "says"), [("within", "your pair ends on Monday"), ("past", "your pair ends.")])
def test_a_mail_about_finishing_knows_whether_the_last_day_has_passed(cast, walk, state, says):
    now = walk(state)
    cast.pairing.finishes.create(member=cast.mentor_in, at_once=False, said_at=now)
    written = letter("ending_finished", cast.mentee, cast, now)
    for text in (written.text, written.html):
        shows(text, says, hides=["until your last day"] if state == "past" else [])


def test_only_who_has_a_coordinator_is_sent_to_one(cast):
    """Not in kinds that go to coordinators alone, nor in the mails of an account, which coordinators get as well."""
    nobody = {"coordinator_appointed", *(kind.name for kind in kinds.every() if kinds.is_for_coordinators(kind.name))}
    nobody |= {kind.name for kind in kinds.every() if kind.name.startswith("account")}
    for kind in kinds.every():
        flag = {"for_coordinator": kinds.is_for_coordinators(kind.name)}
        html = letters.render(kind.name, {**kind.sample(), "recipient": cast.coordinator, **flag}).html
        assert ("Ask your coordinator" in html) == (kind.name not in nobody), kind.name
