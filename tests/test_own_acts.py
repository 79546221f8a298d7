"""Nobody is told of his own act: wherever something is told, it is said who did it, or why it can't be the reader."""

import ast
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

# Where the call doesn't name who acted (`by=`): why the recipient is somebody else.
GUARDED = {
    "goals/learning/actions.py:_recommend": "the mentor recommends, the mentee reads",
    "goals/goals/trail.py:tell": "its callers name the partner of the one who acts",
    "pairings/fit_checks/actions.py:_ask_again": "software asks who couldn’t say yet, on the day",
    "pairings/pair/hold.py:tell": "its callers name the partner, or software asks",
    "pairings/times/actions/planning.py:_after": "leaves out who acts; of a pause both calendars have to hear",
    "pairings/promises/actions.py:_remind": "software reminds, on its day",
    "pairings/pair/telling.py:tell_member": "its callers leave out who acts",
    "pairings/pauses/telling.py:tell_of_absence": "leaves out who acts",
    "pairings/times/actions/proposing.py:_tell_partner": "the partner of the one who acts",
    "pairings/usefulness/actions.py:ask": "the partner of the one who logged it",
}


def callers() -> dict[str, bool]:
    """Every function that calls `outbox.tell`, and whether it says who acted."""
    found = {}
    for path in sorted(
        path for app in APPS for path in (ROOT / app).rglob("*.py") if path.relative_to(ROOT).parts[1:-1]
    ):
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "outbox.tell":
                    named = any(keyword.arg == "by" for keyword in call.keywords)
                    found[f"{path.relative_to(ROOT)}:{function.name}"] = named
    return found


def test_every_act_that_tells_says_who_acted_or_leaves_them_out():
    unnamed = {place for place, named in callers().items() if not named}
    assert unnamed - set(GUARDED) == set()
    assert len(callers()) > 5


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
