"""Who takes part, and how it ends."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.web.integrity import Refused
from pairings.models import Pairing
from programs.models import Membership
from programs.people import actions
from tests import factories
from tests.pages import shows

pytestmark = pytest.mark.django_db
LIST_QUERIES = 8


def people_url(cast):
    return reverse("people", args=[cast.program.pk])


def leave_url(cast, membership):
    return reverse("member_leave", args=[cast.program.pk, membership.pk])


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_people_are_listed_by_role_with_their_live_pairs(cast, sign_in):
    ended = factories.PairingFactory(
        program=cast.program, mentor=cast.mentor_in, mentee=cast.other_mentee_in, created_by=cast.coordinator
    )
    Pairing.objects.filter(pk=ended.pk).update(state="ended", ended_on=ended.started_on)
    factories.MembershipFactory(program=cast.program, role="mentee", state="left")
    browser = sign_in(cast.coordinator)

    def listed(role):
        rows = browser.get(people_url(cast), {"role": role}).context["page_obj"]
        return [(row.user.name, row.live_pairs) for row in rows]

    assert listed("mentor") == [("Miriam Okafor", 1)]
    assert listed("mentee") == [("Noor Haddad", 0), ("Sam Lee", 1)]
    assert listed("coordinator") == [("Cora Lind", 0)]
    assert listed("nonsense") == [("Miriam Okafor", 1)]


def test_searching_finds_names_and_addresses(cast, sign_in):
    browser = sign_in(cast.coordinator)
    for search, found in {"lee": ["Sam Lee"], "OTHER_MENTEE@": ["Noor Haddad"], "nobody": []}.items():
        rows = browser.get(people_url(cast), {"role": "mentee", "q": search}).context["page_obj"]
        assert [row.user.name for row in rows] == found
    part = browser.get(people_url(cast), {"role": "mentee", "q": "lee"}, headers={"HX-Request": "true"})
    page = part.content.decode()
    shows(page, "Sam Lee", hides=["Noor Haddad", "<html"])


def test_names_are_sorted_and_found_whatever_their_accents(cast, sign_in):
    for name in ("Zoë Lind", "Østen Berg", "Ángela Cruz", "anna Lind", "Peter Lind"):
        factories.MembershipFactory(program=cast.program, role="coordinator", user=factories.UserFactory(name=name))
    browser = sign_in(cast.coordinator)

    def listed(search=""):
        rows = browser.get(people_url(cast), {"role": "coordinator", "q": search}).context["page_obj"]
        return [row.user.name for row in rows]

    assert listed() == ["Ángela Cruz", "anna Lind", "Cora Lind", "Østen Berg", "Peter Lind", "Zoë Lind"]
    assert [listed(search) for search in ("angela", "A\u0301NGELA", "osten", "zoe l", "\u200b")] == [
        ["Ángela Cruz"],
        ["Ángela Cruz"],
        ["Østen Berg"],
        ["Zoë Lind"],
        listed(),
    ]


def test_the_list_asks_the_same_number_of_queries_for_one_and_for_three(cast, sign_in, django_assert_num_queries):
    browser = sign_in(cast.coordinator)
    with django_assert_num_queries(LIST_QUERIES):
        browser.get(people_url(cast))
    for _ in range(2):
        factories.MembershipFactory(program=cast.program, role="mentor")
    with django_assert_num_queries(LIST_QUERIES):
        browser.get(people_url(cast))


def test_who_has_left_takes_part_no_longer_and_twice_is_once(cast, sign_in):
    browser = sign_in(cast.coordinator)
    for _ in range(2):
        response = browser.post(leave_url(cast, cast.other_mentee_in), follow=True)
        assert messages_of(response) == ["Noor Haddad takes part no longer."]
    cast.other_mentee_in.refresh_from_db()
    assert cast.other_mentee_in.state == Membership.State.LEFT
    assert list(Entry.objects.values_list("verb", "subject_id")) == [("membership.left", cast.other_mentee_in.pk)]


@pytest.mark.parametrize("part", ["mentor_in", "mentee_in"])
@pytest.mark.parametrize("state", ["active", "paused"])
def test_nobody_leaves_while_in_a_live_pair(cast, part, state):
    today = cast.pairing.started_on
    dates = {"paused_on": today, "returns_on": today} if state == "paused" else {}
    Pairing.objects.filter(pk=cast.pairing.pk).update(state=state, **dates)
    membership = getattr(cast, part)
    with pytest.raises(Refused, match="is still in a pair"):
        actions.leave(membership, by=cast.coordinator, now=timezone.now())
    Pairing.objects.filter(pk=cast.pairing.pk).update(state="ended", ended_on=today)
    actions.leave(membership, by=cast.coordinator, now=timezone.now())
    assert membership.state == Membership.State.LEFT


def test_people_are_the_coordinators_alone(cast, sign_in, client):
    answers = {"outsider": 404, "administrator": 404, "mentor": 403, "mentee": 403}
    for part, status in answers.items():
        browser = sign_in(getattr(cast, part))
        assert browser.get(people_url(cast)).status_code == status
        assert browser.post(leave_url(cast, cast.other_mentee_in)).status_code == status
    assert client.get(people_url(cast)).url.startswith(reverse("account_login"))
    cast.other_mentee_in.refresh_from_db()
    assert cast.other_mentee_in.state == Membership.State.ACTIVE


def test_coordinators_and_members_elsewhere_are_not_ended_here(cast, sign_in):
    elsewhere = factories.MembershipFactory(program=cast.other_program)
    browser = sign_in(cast.coordinator)
    assert browser.post(leave_url(cast, elsewhere)).status_code == 404
    assert browser.post(leave_url(cast, cast.coordinator_in)).status_code == 404
    assert browser.get(leave_url(cast, cast.other_mentee_in)).status_code == 405
