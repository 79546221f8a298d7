"""Nobody is told of his own act: wherever something is told, it is said who did it, or why it can't be the reader."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from mentoring.notifications.planning.models import Notification
from pairings.life import actions as pairing
from programs.applications import actions as applications
from programs.models import Membership
from tests import factories

ROOT = Path(__file__).resolve().parent.parent
APPS = ("goals", "pairings", "programs")

# An act of a pair leaves out who acts by itself (`Act.tell`); below it, `by=` says who acted (`outbox.tell`).
TELLS = ("tell", "tell_both", "tell_partner")
OTHERWISE = ("stories.tell", "post.tell")  # a story, and a simulated day: nobody is told anything
# Where who acts may be told as well: why.
GUARDED = {
    "pairings/fit_checks/actions.py:_ask_again": "software asks who couldn’t say yet, on the day",
    "pairings/promises/actions.py:_remind": "software reminds, on its day",
    "pairings/times/actions/planning.py:_tell": "both calendars have to hear, and of a pause both people",
}
# The only ones in the rooms of a pair that write into the outbox by themselves.
BELOW = {
    "pairings/pair/acting.py:tell": "for all acts on a pair",
    "pairings/pauses/telling.py:tell_of_absence": "the pause of a person isn’t an act on a pair",
}


def telling_calls(source: str) -> Iterator[tuple[str, str, bool]]:
    """Every call that tells: in which function, by what, and whether it leaves out who acts."""
    for function in ast.walk(ast.parse(source)):
        for call in ast.walk(function) if isinstance(function, ast.FunctionDef) else ():
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in TELLS:
                names, what = {keyword.arg for keyword in call.keywords}, ast.unparse(call.func)
                leaves_out = "by" in names if what == "outbox.tell" else "even_oneself" not in names
                if what not in OTHERWISE:
                    yield function.name, what, leaves_out


def modules() -> list[Path]:
    return sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if path.relative_to(ROOT).parts[1:-1])


def places() -> list[tuple[str, str, bool]]:
    return [
        (f"{path.relative_to(ROOT)}:{function}", what, leaves_out)
        for path in modules()
        for function, what, leaves_out in telling_calls(path.read_text())
    ]


def test_every_act_that_tells_leaves_out_who_acted_or_says_why_not():
    found = places()
    assert {place for place, _, leaves_out in found if not leaves_out} == set(GUARDED)
    assert {place for place, what, _ in found if what == "outbox.tell" and not place.startswith("programs/")} == set(
        BELOW
    )
    assert len(found) == 39


def test_who_acts_is_known_to_every_act_but_those_of_the_software():
    calls = {
        f"{path.relative_to(ROOT)}:{call}"
        for path in modules()
        for call in re.findall(r"acting\.(?:on|held|without_lock)\(.*by=None", path.read_text())
    }
    assert calls == {
        "pairings/endings/actions.py:acting.on(pairing, by=None",
        "pairings/pauses/returns.py:acting.on(pairing, by=None",
    }


@pytest.mark.parametrize(
    ("call", "leaves_out"),
    [
        ("act.tell(act.partner.user, 'kudos_given', key='1', kudos=1)", True),
        ("act.beside_the_program().tell(one, 'fit_check_due', key='1', even_oneself=True)", False),
        ("act.tell_both('pairing_ended', entry)", True),
        ("outbox.tell(one, 'kudos_given', key='1', by=by, now=now)", True),
        ("outbox.tell(one, 'kudos_given', key='1', now=now)", False),
    ],
)
def test_a_call_that_may_tell_who_acts_is_found(call, leaves_out):
    [(function, _, said)] = telling_calls(f"def act(): {call}")
    assert (function, said) == ("act", leaves_out)


@pytest.mark.django_db
@pytest.mark.parametrize("decision", ["approve", "decline"])
def test_a_coordinator_who_applies_and_decides_hears_of_neither(cast, decision):
    now = timezone.now()
    application = factories.ApplicationFactory(program=cast.program, user=cast.coordinator, role="mentor")
    if decision == "approve":
        applications.approve(application, by=cast.coordinator, now=now)
    else:
        applications.decline(application, message="No.", by=cast.coordinator, now=now)
    assert Notification.objects.count() == 0


@pytest.mark.django_db
def test_of_an_application_every_coordinator_hears_but_the_one_who_applies(cast):
    other = factories.UserFactory()
    factories.MembershipFactory(user=other, program=cast.program, role=Membership.Role.COORDINATOR)
    application = factories.ApplicationFactory(program=cast.program, user=cast.coordinator, role="mentor")
    applications._tell_coordinators(application, by=cast.coordinator, now=timezone.now())
    assert list(Notification.objects.values_list("recipient", flat=True)) == [other.pk]


@pytest.mark.django_db
def test_a_coordinator_who_pairs_herself_is_not_told_of_her_match(cast):
    herself = factories.MembershipFactory(user=cast.coordinator, program=cast.program, role=Membership.Role.MENTOR)
    now = timezone.now()
    pairing.start(
        cast.program,
        mentor=herself,
        mentee=cast.other_mentee_in,
        started_on=cast.program.today(now),
        by=cast.coordinator,
        now=now,
    )
    told = Notification.objects.filter(kind="pairing_started").values_list("recipient", flat=True)
    assert list(told) == [cast.other_mentee.pk]
