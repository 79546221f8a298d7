"""Who runs a program: appointed and removed, never nobody, always on record."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Notification
from mentoring.web.integrity import Refused
from programs.coordinators import actions
from programs.models import Membership
from tests import factories

pytestmark = pytest.mark.django_db


def url(cast):
    return reverse("program_coordinators", args=[cast.program.pk])


def coordinators(cast):
    return set(cast.program.memberships.coordinators().values_list("user__name", flat=True))


def test_coordinator_appoints_another(cast, sign_in):
    response = sign_in(cast.coordinator).post(url(cast), {"email": " OTHER_mentee@example.org "})
    assert response.url == url(cast)
    assert coordinators(cast) == {"Cora Lind", "Noor Haddad"}
    entry = Entry.objects.get(verb="coordinator.appointed")
    assert (entry.actor_id, entry.program_id, entry.details["name"]) == (
        cast.coordinator.pk,
        cast.program.pk,
        "Noor Haddad",
    )


def test_administrator_appoints_himself_and_the_coordinators_see_it(cast, sign_in):
    sign_in(cast.administrator).post(url(cast), {"email": "administrator@example.org"})
    assert coordinators(cast) == {"Ada Root", "Cora Lind"}
    page = sign_in(cast.coordinator).get(url(cast)).content.decode()
    assert "Ada Root appointed themselves as coordinator" in page


def test_administrator_reads_nothing_before_and_everything_after_the_appointment(cast, sign_in):
    browser, inside = sign_in(cast.administrator), reverse("program", args=[cast.program.pk])
    assert browser.get(inside).status_code == 404
    browser.post(url(cast), {"email": "administrator@example.org"})
    assert browser.get(inside).status_code == 200


def test_unknown_address_is_answered_with_a_sentence(cast, sign_in):
    response = sign_in(cast.coordinator).post(url(cast), {"email": "nobody@example.org"})
    assert response.status_code == 422
    assert response.context["form"].errors["email"] == [
        "Nobody with the address nobody@example.org has an account here yet. "
        "Ask them to sign up first, then appoint them."
    ]


def test_account_that_was_switched_off_can_not_be_appointed(cast):
    cast.mentee.is_active = False
    cast.mentee.save()
    with pytest.raises(Refused):
        actions.appoint(cast.program, email=cast.mentee.email, by=cast.coordinator, now=timezone.now())


def test_nobody_is_appointed_twice(cast, sign_in):
    response = sign_in(cast.coordinator).post(url(cast), {"email": cast.coordinator.email})
    assert response.context["form"].errors["email"] == ["Cora Lind is already a coordinator of this program."]
    assert not Entry.objects.filter(verb__startswith="coordinator.").exists()


def test_removed_coordinator_reads_nothing_any_more_and_can_come_back(cast, sign_in):
    second = factories.MembershipFactory(program=cast.program, role="coordinator", user__name="Second Person")
    remove = reverse("coordinator_remove", args=[cast.program.pk, second.pk])
    assert sign_in(cast.coordinator).post(remove).url == url(cast)
    assert coordinators(cast) == {"Cora Lind"}
    assert sign_in(second.user).get(reverse("program", args=[cast.program.pk])).status_code == 404
    actions.appoint(cast.program, email=second.user.email, by=cast.coordinator, now=timezone.now())
    assert coordinators(cast) == {"Cora Lind", "Second Person"}
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "coordinator.removed",
        "coordinator.appointed",
    ]


def test_last_coordinator_stays(cast, sign_in):
    remove = reverse("coordinator_remove", args=[cast.program.pk, cast.coordinator_in.pk])
    page = sign_in(cast.administrator).post(remove, follow=True).content.decode()
    assert "Cora Lind is the only coordinator. Appoint somebody else first." in page
    assert coordinators(cast) == {"Cora Lind"}


def test_removed_twice_is_on_record_once(cast):
    second = factories.MembershipFactory(program=cast.program, role="coordinator")
    actions.remove(second, by=cast.coordinator, now=timezone.now())
    with pytest.raises(Refused, match="is no longer a coordinator of this program"):
        actions.remove(second, by=cast.coordinator, now=timezone.now())
    assert Entry.objects.filter(verb="coordinator.removed").count() == 1


def test_who_removes_themselves_goes_back_to_the_list(cast, sign_in):
    factories.MembershipFactory(program=cast.program, role="coordinator")
    remove = reverse("coordinator_remove", args=[cast.program.pk, cast.coordinator_in.pk])
    assert sign_in(cast.coordinator).post(remove).url == reverse("programs")


def test_mentor_is_no_coordinator_to_remove(cast, sign_in):
    for member in (cast.mentor_in, Membership.objects.get(program=cast.other_program)):
        remove = reverse("coordinator_remove", args=[cast.program.pk, member.pk])
        assert sign_in(cast.coordinator).post(remove).status_code == 404


def test_page_needs_the_same_queries_for_many(cast, sign_in, django_assert_num_queries):
    browser = sign_in(cast.coordinator)
    with django_assert_num_queries(9):
        browser.get(url(cast))
    for _ in range(3):
        user = factories.UserFactory()
        actions.appoint(cast.program, email=user.email, by=cast.coordinator, now=timezone.now())
    with django_assert_num_queries(9):
        browser.get(url(cast))


def appointed(cast, by):
    actions.appoint(cast.program, email=cast.outsider.email, by=by, now=timezone.now())
    return Notification.objects.filter(kind="coordinator_appointed")


def letters(notifications):
    return list(kinds.get("coordinator_appointed").prepare(list(notifications), timezone.now()).values())


def test_who_is_appointed_by_somebody_else_gets_a_mail_once(cast):
    [told] = appointed(cast, by=cast.coordinator)
    assert (told.recipient, told.program_id) == (cast.outsider, cast.program.pk)
    [letter] = letters([told])
    assert letter.program == "Women in Engineering"
    assert letter.context == {
        "appointed_by": "Cora Lind",
        "link": f"http://testserver/programs/{cast.program.pk}/",
    }

    with pytest.raises(Refused):
        appointed(cast, by=cast.coordinator)
    assert Notification.objects.count() == 1


def test_who_appoints_themselves_needs_no_mail(cast):
    assert list(appointed(cast, by=cast.outsider)) == []


def test_who_was_removed_before_the_mail_went_out_gets_none(cast):
    told = list(appointed(cast, by=cast.coordinator))
    membership = Membership.objects.get(user=cast.outsider, program=cast.program)
    actions.remove(membership, by=cast.coordinator, now=timezone.now())
    assert letters(told) == [kinds.Suppressed("The recipient no longer coordinates the program.")]
