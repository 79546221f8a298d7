"""Two people of the same name, by chance or not, are told apart by their addresses on a coordinator's pages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.record import record
from programs.applications.models import Application
from programs.program import namesakes
from tests import factories
from tests.pages import hides, shows

pytestmark = pytest.mark.django_db


@pytest.fixture
def posing(cast):
    """A mentee, and somebody who applies, with the name of the coordinator; one of them writes it in other letters."""
    mentee, applicant = factories.UserFactory(name="Cora Lind"), factories.UserFactory(name="C\u043era\u200d Lind")
    factories.MembershipFactory(program=cast.program, role="mentee", user=mentee)
    factories.ApplicationFactory(
        program=cast.program, user=applicant, state=Application.State.SUBMITTED, submitted_at=timezone.now()
    )
    return mentee, applicant


def test_who_has_the_same_name_in_a_program_is_known(cast, posing):
    factories.MembershipFactory(role="mentee", user=factories.UserFactory(name="Sam Lee"))  # in another program
    assert namesakes.addresses(cast.program) == {one.pk: one.email for one in (cast.coordinator, *posing)}


@pytest.mark.parametrize("name", ["applications", "pair_new", "pairs", "program_activity"])
def test_a_coordinators_page_marks_them_with_their_addresses(cast, posing, sign_in, name):
    mentee, applicant = posing
    pair = factories.PairingFactory(program=cast.program, mentee=mentee.memberships.get())
    if name == "pair_new":
        pair.delete()
    record("program.changed", cast.program, by=mentee, program_id=cast.program.pk, now=timezone.now())
    marked = applicant if name == "applications" else mentee
    page = sign_in(cast.coordinator).get(reverse(name, args=[cast.program.pk]))
    shows(page, f"{marked.name} ({marked.email})")


def test_the_page_of_a_pair_does_so_for_a_coordinator_alone(cast, posing, sign_in):
    mentee, _ = posing
    pair = factories.PairingFactory(program=cast.program, mentee=mentee.memberships.get())
    marked, address = f"Cora Lind ({mentee.email}) with", reverse("pair", args=[pair.pk])
    shows(sign_in(cast.coordinator).get(address), marked)
    hides(sign_in(pair.mentor.user).get(address), f"Cora Lind ({mentee.email})")


def test_a_name_that_one_alone_has_needs_no_address(cast, sign_in):
    page = sign_in(cast.coordinator).get(reverse("pairs", args=[cast.program.pk]))
    shows(page, "Sam Lee with Miriam Okafor", hides=[cast.mentee.email])
