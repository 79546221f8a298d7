"""A person takes a pause with a day of return: the pairs pause too, and come back when both are there."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.notifications.planning.models import Notification
from mentoring.web.integrity import Refused
from pairings.life import actions as life_actions
from pairings.models import Pairing
from pairings.pair import acting
from pairings.pauses import absences, returns
from pairings.pauses import actions as pauses_actions
from programs.models import Membership
from tests import factories
from tests.sentences import HAD_ENDED, HAS_LEFT, PAIR_HAS_ENDED, RHYTHM
from tests.telling import told_now

NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.fixture
def today(cast):
    return cast.program.today(NOW)


@pytest.fixture
def second(cast):
    """Another pair of the cast's mentor."""
    return factories.PairingFactory(program=cast.program, mentor=cast.mentor_in, mentee=cast.other_mentee_in)


def standing(pairing):
    pairing.refresh_from_db()
    return pairing.state, pairing.paused_for, pairing.returns_on


def told():
    rows = Notification.objects.order_by("kind", "recipient__name").select_related("recipient")
    return [(row.kind, row.recipient.first_name) for row in rows]


def letters(now=NOW):
    """Kind and name → what delivery would write, or the reason why not."""
    found = {}
    for kind in ("pairing_paused", "pairing_resumed", "pairing_ended", "person_paused"):
        rows = {row.pk: row for row in Notification.objects.filter(kind=kind).select_related("recipient")}
        for pk, answer in (told_now(list(rows.values()), now) if rows else {}).items():
            found[kind, rows[pk].recipient.first_name] = getattr(answer, "reason", None) or answer
    return found


def test_all_pairs_of_the_person_pause(cast, second, today):
    away = today + 10 * DAY
    absences.pause_person(cast.mentor_in, returns_on=away, by=cast.mentor, now=NOW)
    assert (cast.mentor_in.away_from, cast.mentor_in.returns_on) == (today, away)
    assert [standing(one) for one in (cast.pairing, second)] == [("paused", cast.mentor_in, away)] * 2
    entry = Entry.objects.get(verb="membership.paused")
    assert (entry.subject_id, entry.actor_id, entry.details) == (
        cast.mentor_in.pk,
        cast.mentor.pk,
        {"returns_on": away.isoformat()},
    )


def test_a_new_day_of_return_is_the_pairs_new_day(cast, today):
    for days in (5, 9):
        absences.pause_person(cast.mentor_in, returns_on=today + days * DAY, by=cast.mentor, now=NOW)
    assert standing(cast.pairing) == ("paused", cast.mentor_in, today + 9 * DAY)
    assert cast.mentor_in.away_from == today


def test_everybody_comes_back_by_themselves_once(cast, second, today):
    absences.pause_person(cast.mentor_in, returns_on=today + 5 * DAY, by=cast.mentor, now=NOW)
    assert returns.resume_returned(NOW + 4 * DAY) == 0
    assert returns.resume_returned(NOW + 5 * DAY) == 1
    assert returns.resume_returned(NOW + 5 * DAY) == 0
    assert [standing(one) for one in (cast.pairing, second)] == [("active", None, None)] * 2
    assert Entry.objects.get(verb="membership.resumed").actor_id is None


def test_the_pair_waits_for_the_one_who_is_back_last(cast, second, today):
    absences.pause_person(cast.mentor_in, returns_on=today + 5 * DAY, by=cast.mentor, now=NOW)
    absences.pause_person(cast.mentee_in, returns_on=today + 9 * DAY, by=cast.mentee, now=NOW + DAY)
    assert standing(cast.pairing) == ("paused", cast.mentor_in, today + 5 * DAY)
    assert returns.resume_returned(NOW + 5 * DAY) == 1
    assert standing(cast.pairing) == ("paused", cast.mentee_in, today + 9 * DAY)
    assert standing(second) == ("active", None, None)
    touchpoint = factories.TouchpointFactory(pairing=cast.pairing, due_on=today + 2 * DAY)
    absences.resume_person(cast.mentee_in, by=cast.mentee, now=NOW + 7 * DAY)
    touchpoint.refresh_from_db()
    assert standing(cast.pairing) == ("active", None, None)
    assert touchpoint.due_on == today + (2 + 7) * DAY  # from the first day of the first pause


def test_a_pause_of_the_pair_itself_keeps_its_own_day(cast, today):
    pauses_actions.pause(cast.pairing, returns_on=today + 7 * DAY, by=cast.coordinator, now=NOW)
    absences.pause_person(cast.mentor_in, returns_on=today + 3 * DAY, by=cast.mentor, now=NOW)
    assert standing(cast.pairing) == ("paused", None, today + 7 * DAY)
    assert returns.resume_returned(NOW + 3 * DAY) == 1
    assert standing(cast.pairing) == ("paused", None, today + 7 * DAY)
    assert returns.resume_returned(NOW + 7 * DAY) == 1
    assert standing(cast.pairing) == ("active", None, None)


def test_a_pause_of_the_pair_goes_on_for_somebody_who_is_still_away(cast, today):
    pauses_actions.pause(cast.pairing, returns_on=today + 3 * DAY, by=cast.coordinator, now=NOW)
    absences.pause_person(cast.mentor_in, returns_on=today + 7 * DAY, by=cast.mentor, now=NOW)
    with pytest.raises(Refused, match="Miriam Okafor is away until"):
        pauses_actions.resume(cast.pairing, by=cast.coordinator, now=NOW)
    assert returns.resume_returned(NOW + 3 * DAY) == 0
    assert standing(cast.pairing) == ("paused", cast.mentor_in, today + 7 * DAY)
    assert returns.resume_returned(NOW + 7 * DAY) == 1
    assert standing(cast.pairing) == ("active", None, None)


def test_what_does_not_fit_is_refused(cast, today):
    for days, sentence in ((0, "Choose a day after today."), (500, "Choose a day before the program ends.")):
        with pytest.raises(Refused) as refused:
            absences.pause_person(cast.mentor_in, returns_on=today + days * DAY, by=cast.mentor, now=NOW)
        assert (refused.value.sentence, refused.value.field) == (sentence, "returns_on")
    with pytest.raises(Refused, match="A coordinator doesn’t take a pause"):
        absences.pause_person(cast.coordinator_in, returns_on=today + DAY, by=cast.coordinator, now=NOW)
    with pytest.raises(Refused, match="Miriam Okafor isn’t taking a pause"):
        absences.resume_person(cast.mentor_in, by=cast.mentor, now=NOW)
    cast.other_mentee_in.state = "left"
    cast.other_mentee_in.save()
    with pytest.raises(Refused, match="Noor Haddad takes part no longer"):
        absences.pause_person(cast.other_mentee_in, returns_on=today + DAY, by=cast.coordinator, now=NOW)


def test_the_database_wants_the_return_after_the_first_day_away(cast, today):
    with pytest.raises(IntegrityError, match="membership_pause_has_its_days"), transaction.atomic():
        Membership.objects.filter(pk=cast.mentor_in.pk).update(away_from=today, returns_on=today)


def test_who_is_away_is_not_paired(cast, sign_in, today):
    absences.pause_person(cast.mentor_in, returns_on=today + 5 * DAY, by=cast.coordinator, now=NOW)
    page = sign_in(cast.coordinator).get(reverse("pair_new", args=[cast.program.pk]))
    assert list(page.context["form"].fields["mentor"].queryset) == []
    assert "Miriam Okafor until" in page.content.decode()
    two = {"mentor": cast.mentor_in, "mentee": cast.other_mentee_in, "started_on": today}
    with pytest.raises(Refused, match="Miriam Okafor is away until") as refused:
        life_actions.start(cast.program, by=cast.coordinator, now=NOW, **two)
    assert refused.value.field == "mentor"


def test_the_partners_and_the_coordinators_hear_of_a_pause_and_the_person_does_not(cast, second, today):
    absences.pause_person(cast.mentor_in, returns_on=today + 5 * DAY, by=cast.mentor, now=NOW)
    assert told() == [("pairing_paused", "Noor"), ("pairing_paused", "Sam"), ("person_paused", "Cora")]
    written = letters()
    assert written["pairing_paused", "Sam"].context["away"] == "Miriam"
    assert written["person_paused", "Cora"].context["partners"] == ["Noor Haddad", "Sam Lee"]
    absences.resume_person(cast.mentor_in, by=cast.mentor, now=NOW)
    written = letters()
    assert written["pairing_paused", "Sam"] == "They were back before this went out."
    assert written["person_paused", "Cora"] == "The person was back before this went out."
    assert written["pairing_resumed", "Sam"].context["partner"] == "Miriam Okafor"
    assert [kind for kind, _ in told()].count("pairing_resumed") == 2


def test_a_person_whom_a_coordinator_puts_on_pause_hears_of_it_once(cast, second, today):
    absences.pause_person(cast.mentor_in, returns_on=today + 5 * DAY, by=cast.coordinator, now=NOW)
    assert told() == [("pairing_paused", "Noor"), ("pairing_paused", "Sam"), ("person_paused", "Miriam")]
    assert letters()["person_paused", "Miriam"].context["themself"] is True


def test_a_pair_hears_of_its_pause_return_and_end_but_not_of_the_reason(cast, today):
    pauses_actions.pause(cast.pairing, returns_on=today + 5 * DAY, by=cast.coordinator, now=NOW)
    pauses_actions.resume(cast.pairing, by=cast.coordinator, now=NOW)
    life_actions.end(cast.pairing, ending="early", reason="They quarrelled.", by=cast.coordinator, now=NOW)
    assert told() == [
        (kind, name) for kind in ("pairing_ended", "pairing_paused", "pairing_resumed") for name in ("Miriam", "Sam")
    ]
    written = letters()
    assert written["pairing_resumed", "Sam"] == HAD_ENDED
    assert "quarrelled" not in str(written["pairing_ended", "Sam"].context)
    assert written["pairing_ended", "Sam"].url == reverse("ending", args=[cast.pairing.pk])
    cast.mentee_in.state = "left"
    cast.mentee_in.save()
    assert letters()["pairing_ended", "Sam"] == HAS_LEFT


@pytest.mark.parametrize("pairs", [1, 3])
def test_preparing_takes_as_many_queries_for_three_as_for_one(cast, today, pairs, django_assert_num_queries):
    many = [cast.pairing]
    many += [factories.PairingFactory(program=cast.program) for _ in range(pairs - 1)]
    for pair in many:
        pauses_actions.pause(pair, returns_on=today + DAY, by=cast.coordinator, now=NOW)
        absences.pause_person(pair.mentor, returns_on=today + DAY, by=cast.coordinator, now=NOW)
    for kind, queries in (("pairing_paused", 1), ("person_paused", 2)):
        rows = list(Notification.objects.filter(kind=kind).select_related("recipient"))
        with django_assert_num_queries(queries):
            told_now(rows, NOW)


def together(*acts):
    """All at the same moment, each in a thread; gives what went wrong."""
    ready, wrong = threading.Barrier(len(acts)), []

    def run(act):
        try:
            ready.wait(timeout=30)
            act()
        except Refused as refused:
            wrong.append(refused.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return wrong


@pytest.mark.django_db(transaction=True)
def test_partners_who_come_back_at_the_same_moment_are_a_pair_again(cast, today):
    for member in (cast.mentor_in, cast.mentee_in):
        absences.pause_person(member, returns_on=today + 5 * DAY, by=cast.coordinator, now=NOW)
    wrong = together(
        lambda: absences.resume_person(cast.mentor_in, by=cast.mentor, now=NOW),
        lambda: absences.resume_person(cast.mentee_in, by=cast.mentee, now=NOW),
        lambda: returns.resume_returned(NOW + 5 * DAY),
    )
    assert standing(cast.pairing) == ("active", None, None)
    assert set(wrong) <= {"Miriam Okafor isn’t taking a pause.", "Sam Lee isn’t taking a pause."}
    assert Entry.objects.filter(verb="pairing.resumed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_pair_does_not_come_back_while_one_of_them_goes(cast, today):
    pauses_actions.pause(cast.pairing, returns_on=today + 2 * DAY, by=cast.coordinator, now=NOW)
    together(
        lambda: pauses_actions.resume(Pairing.objects.get(pk=cast.pairing.pk), by=cast.coordinator, now=NOW),
        lambda: absences.pause_person(cast.mentor_in, returns_on=today + 5 * DAY, by=cast.mentor, now=NOW),
    )
    cast.pairing.refresh_from_db()
    assert cast.pairing.state == "paused"


# The pages


def test_a_person_takes_a_pause_and_comes_back_on_the_pages(cast, sign_in, today):
    browser, away = sign_in(cast.mentee), today + 5 * DAY
    where = [cast.program.pk, cast.mentee_in.pk]
    pair = reverse("pair", args=[cast.pairing.pk])
    together = reverse("together", args=[cast.pairing.pk])
    assert reverse("person_pause", args=where) in browser.get(together).content.decode()
    page = browser.post(reverse("person_pause", args=where), {"returns_on": away}, follow=True)
    assert "You are taking a pause. No reminders until then." in page.content.decode()
    assert "You’re away" in browser.get(pair).content.decode()
    assert "Sam is away" in sign_in(cast.mentor).get(pair).content.decode()
    page = browser.post(reverse("person_resume", args=where), follow=True)
    assert "Welcome back." in page.content.decode()
    assert standing(cast.pairing) == ("active", None, None)
    again = browser.post(reverse("person_resume", args=where), follow=True)
    assert "Sam Lee isn’t taking a pause." in again.content.decode()


def test_the_form_says_what_is_wrong(cast, sign_in, today):
    browser = sign_in(cast.coordinator)
    url = reverse("person_pause", args=[cast.program.pk, cast.mentee_in.pk])
    page = browser.post(url, {"returns_on": today})
    assert (page.status_code, page.context["form"].errors) == (422, {"returns_on": ["Choose a day after today."]})
    assert browser.post(url, {}).context["form"].errors == {"returns_on": ["Enter the day they are back."]}
    assert browser.post(url, {"returns_on": today + DAY})["Location"] == reverse(
        "person", args=[cast.program.pk, cast.mentee_in.pk]
    )


def test_a_pause_is_ones_own_or_the_coordinators(cast, sign_in):
    url = reverse("person_pause", args=[cast.program.pk, cast.mentee_in.pk])
    people = ("mentee", "mentor", "other_mentee", "coordinator", "outsider", "administrator")
    seen = {part: sign_in(getattr(cast, part)).get(url).status_code for part in people}
    assert seen == {
        "mentee": 200,
        "mentor": 403,
        "other_mentee": 403,
        "coordinator": 200,
        "outsider": 404,
        "administrator": 404,
    }
    elsewhere = reverse("person_pause", args=[cast.other_program.pk, cast.mentee_in.pk])
    assert sign_in(cast.mentee).get(elsewhere).status_code == 404


def test_the_rhythm_of_a_pair_is_set_and_taken_back_on_its_page(cast, sign_in):
    browser, url = sign_in(cast.coordinator), reverse("pair_rhythm", args=[cast.pairing.pk])
    wrong = browser.post(url, {"every_days": 0})
    assert (wrong.status_code, wrong.context["form"].errors) == (
        422,
        {"every_days": [RHYTHM]},
    )
    browser.post(url, {"every_days": 7})
    assert Pairing.objects.get(pk=cast.pairing.pk).cadence_days == 7
    assert "They meet every 7 days" in browser.get(reverse("pair", args=[cast.pairing.pk])).content.decode()
    browser.post(url, {"every_days": ""})
    assert Pairing.objects.get(pk=cast.pairing.pk).cadence_days is None
    life_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=NOW)
    assert browser.post(url, {"every_days": 7}).context["form"].errors == {"__all__": [f"{PAIR_HAS_ENDED}."]}


def test_the_database_wants_a_rhythm(cast):
    with pytest.raises(IntegrityError, match="pairing_cadence_is_a_rhythm"), transaction.atomic():
        Pairing.objects.filter(pk=cast.pairing.pk).update(cadence_days=91)


def test_of_two_workers_the_second_finds_the_pair_back(cast, today, monkeypatch):
    pauses_actions.pause(cast.pairing, returns_on=today + DAY, by=cast.coordinator, now=NOW)
    lock = acting._locked

    def after_the_other(pk):
        monkeypatch.setattr(acting, "_locked", lock)
        assert returns.resume_returned(NOW + DAY) == 1
        return lock(pk)

    monkeypatch.setattr(acting, "_locked", after_the_other)
    assert returns.resume_returned(NOW + DAY) == 0
    assert Entry.objects.filter(verb="pairing.resumed").count() == 1


def test_a_mentor_who_coordinates_as_well_is_not_told_of_their_own_pause(cast, today):
    factories.MembershipFactory(user=cast.mentor, program=cast.program, role="coordinator")
    absences.pause_person(cast.mentor_in, returns_on=today + DAY, by=cast.mentor, now=NOW)
    assert told() == [("pairing_paused", "Sam"), ("person_paused", "Cora")]
