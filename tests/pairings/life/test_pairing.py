"""Two people become a pair, take a pause, end: and the last place of a mentor goes to one."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.notifications.planning.models import Notification
from mentoring.web.integrity import Refused
from pairings.life import actions as life_actions
from pairings.models import Pairing
from pairings.pauses import actions as pauses_actions
from pairings.pauses import returns
from programs.models import Program
from programs.setup import actions as programs
from tests import factories

NOW = timezone.now()


@pytest.fixture
def journey(cast):
    """A session every 14 days and goals once, as steps of the cast's program."""
    return {
        "session": factories.StepFactory(program=cast.program, title="Session", first_day=14, every_days=14),
        "goals": factories.StepFactory(
            program=cast.program, kind="goals", title="Goals", first_day=30, every_days=None, doer="mentee"
        ),
        "off": factories.StepFactory(program=cast.program, kind="own", title="Switched off", enabled=False),
    }


def start(cast, **more):
    values = {"mentor": cast.mentor_in, "mentee": cast.other_mentee_in, "started_on": cast.program.today(NOW)}
    return life_actions.start(cast.program, by=cast.coordinator, now=NOW, **{**values, **more})


def test_pairing_plans_the_first_of_every_step_and_tells_both(cast, journey):
    pair = start(cast)
    today = cast.program.today(NOW)
    assert [(one.step.title, one.occurrence, one.due_on) for one in pair.touchpoints.all()] == [
        ("Session", 1, today + timedelta(days=14)),
        ("Goals", 1, today + timedelta(days=30)),
    ]
    told = Notification.objects.filter(kind="pairing_started").order_by("recipient__name")
    assert [row.recipient for row in told] == [cast.mentor, cast.other_mentee]
    assert (pair.ends_on, pair.state) == (cast.program.ends_on, "active")
    entry = Entry.objects.get(verb="pairing.started")
    assert (entry.subject_id, entry.pairing_id, entry.actor_id) == (pair.pk, pair.pk, cast.coordinator.pk)


@pytest.mark.parametrize(
    ("change", "sentence", "field"),
    [
        ({"mentee": "mentor_in"}, "Choose a mentee who takes part in this program.", "mentee"),
        ({"mentor": "other_mentee_in"}, "Choose a mentor who takes part in this program.", "mentor"),
        ({"mentee": "mentee_in"}, "Sam Lee is already paired with Miriam Okafor.", "mentee"),
    ],
)
def test_pairing_is_refused_with_a_sentence_when_the_people_do_not_fit(cast, change, sentence, field):
    with pytest.raises(Refused) as refused:
        start(cast, **{name: getattr(cast, part) for name, part in change.items()})
    assert (refused.value.sentence, refused.value.field) == (sentence, field)
    assert Pairing.objects.count() == 1


def test_pairing_is_refused_when_somebody_has_left_or_belongs_elsewhere(cast):
    stranger = factories.MembershipFactory(program=cast.other_program)
    with pytest.raises(Refused, match="Choose a mentee who takes part in this program"):
        start(cast, mentee=stranger)
    cast.other_mentee_in.state = "left"
    cast.other_mentee_in.save()
    with pytest.raises(Refused, match="Choose a mentee who takes part in this program"):
        start(cast)


def test_pairing_is_refused_outside_the_days_of_the_program(cast):
    with pytest.raises(Refused, match="Choose a day while the program runs") as refused:
        start(cast, started_on=cast.program.ends_on)
    assert refused.value.field == "started_on"
    cast.program.state = "closed"
    cast.program.save()
    with pytest.raises(Refused, match="This program is closed"):
        start(cast)


def test_the_form_pairs_two_and_goes_to_their_page(cast, sign_in, journey):
    page = sign_in(cast.coordinator).post(
        reverse("pair_new", args=[cast.program.pk]),
        {"mentor": cast.mentor_in.pk, "mentee": cast.other_mentee_in.pk, "started_on": cast.program.today(NOW)},
    )
    pair = Pairing.objects.get(mentee=cast.other_mentee_in)
    assert (page.status_code, page["Location"]) == (302, reverse("pair", args=[pair.pk]))


def test_the_form_says_what_is_missing(cast, sign_in):
    page = sign_in(cast.coordinator).post(reverse("pair_new", args=[cast.program.pk]), {})
    assert page.status_code == 422
    assert page.context["form"].errors == {
        "mentor": ["Choose a mentor."],
        "mentee": ["Choose a mentee."],
        "started_on": ["Enter their first day as a pair."],
    }


def test_the_form_offers_only_free_mentors_and_unpaired_mentees(cast, sign_in):
    cast.mentor_in.capacity = 1
    cast.mentor_in.save()
    free = factories.MembershipFactory(program=cast.program, role="mentor", user__name="Free Mentor")
    page = sign_in(cast.coordinator).get(reverse("pair_new", args=[cast.program.pk]))
    form = page.context["form"]
    assert list(form.fields["mentor"].queryset) == [free]
    assert list(form.fields["mentee"].queryset) == [cast.other_mentee_in]
    taken = {"mentor": cast.mentor_in.pk, "mentee": cast.mentee_in.pk, "started_on": cast.program.today(NOW)}
    again = sign_in(cast.coordinator).post(reverse("pair_new", args=[cast.program.pk]), taken)
    assert again.context["form"].errors == {
        "mentor": ["This mentor has no free place any more. Choose another."],
        "mentee": ["This mentee has a mentor by now. Choose another."],
    }


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one_of_twenty_and_the_others_read_why(cast):
    Pairing.objects.all().delete()
    cast.mentor_in.capacity = 1
    cast.mentor_in.save()
    mentees = [factories.MembershipFactory(program=cast.program) for _ in range(20)]
    together, outcomes = threading.Barrier(20), []

    def attempt(mentee):
        try:
            together.wait(timeout=30)
            start(cast, mentee=mentee)
            outcomes.append("paired")
        except Refused as refused:
            outcomes.append(refused.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=[mentee]) for mentee in mentees]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["Miriam Okafor already has 1 of 1 mentees."] * 19 + ["paired"]
    assert Pairing.objects.filter(mentor=cast.mentor_in).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_pair_that_is_made_while_the_program_closes_waits_and_is_refused(cast):
    Pairing.objects.all().delete()
    outcomes, closing, stale = [], threading.Event(), Program.objects.get(pk=cast.program.pk)

    def attempt():
        closing.wait(timeout=30)
        try:
            life_actions.start(
                stale,
                mentor=cast.mentor_in,
                mentee=cast.other_mentee_in,
                started_on=cast.program.today(NOW),
                by=cast.coordinator,
                now=NOW,
            )
            outcomes.append("paired")
        except Refused as refused:
            outcomes.append(refused.sentence)
        finally:
            connection.close()

    thread = threading.Thread(target=attempt)
    thread.start()
    with transaction.atomic():
        programs.close(cast.program, by=cast.coordinator, now=NOW)
        closing.set()
        thread.join(timeout=1)
        assert outcomes == []
    thread.join(timeout=30)
    assert outcomes == ["This program is closed, so nobody can be paired in it."]
    assert Pairing.objects.count() == 0


def test_the_database_refuses_a_second_live_pairing_of_the_same_two(cast):
    with pytest.raises(IntegrityError, match="pairing_is_live_once"), transaction.atomic():
        factories.PairingFactory(program=cast.program, mentor=cast.mentor_in, mentee=cast.mentee_in)
    cast.pairing.state, cast.pairing.ended_on = "ended", factories.today()
    cast.pairing.save()
    again = factories.PairingFactory(program=cast.program, mentor=cast.mentor_in, mentee=cast.mentee_in)
    assert again.is_live is True


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("pairing_ends_after_it_starts", {"ends_on": date(2020, 1, 1)}),
        ("pairing_ended_has_its_day", {"state": "ended"}),
        ("pairing_pause_has_its_days", {"state": "paused"}),
    ],
)
def test_the_database_refuses_a_pairing_with_impossible_days(cast, constraint, change):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Pairing.objects.filter(pk=cast.pairing.pk).update(**change)


def test_a_pause_moves_what_is_open_by_the_days_away(cast):
    today = cast.program.today(NOW)
    step = factories.StepFactory(program=cast.program)
    touchpoint = factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=today + timedelta(days=3))
    late = factories.TouchpointFactory(
        pairing=cast.pairing, step=step, occurrence=2, due_on=cast.pairing.ends_on - timedelta(days=5)
    )
    pauses_actions.pause(cast.pairing, returns_on=today + timedelta(days=20), by=cast.coordinator, now=NOW)
    assert (cast.pairing.state, cast.pairing.paused_on) == ("paused", today)
    pauses_actions.resume(cast.pairing, by=cast.coordinator, now=NOW + timedelta(days=10))
    touchpoint.refresh_from_db()
    late.refresh_from_db()
    assert (cast.pairing.state, cast.pairing.returns_on) == ("active", None)
    assert (touchpoint.due_on, touchpoint.state) == (today + timedelta(days=13), "open")
    assert late.state == "skipped"


def test_a_pair_comes_back_by_itself_on_its_day_once(cast):
    today = cast.program.today(NOW)
    pauses_actions.pause(cast.pairing, returns_on=today + timedelta(days=7), by=cast.coordinator, now=NOW)
    assert returns.resume_returned(NOW + timedelta(days=6)) == 0
    assert returns.resume_returned(NOW + timedelta(days=7)) == 1
    assert returns.resume_returned(NOW + timedelta(days=7)) == 0
    assert Entry.objects.get(verb="pairing.resumed").actor_id is None


def test_a_pause_is_refused_with_a_sentence_on_the_form(cast, sign_in):
    browser, url = sign_in(cast.coordinator), reverse("pair_pause", args=[cast.pairing.pk])
    yesterday = cast.program.today(NOW) - timedelta(days=1)
    page = browser.post(url, {"returns_on": yesterday})
    assert (page.status_code, page.context["form"].errors) == (422, {"returns_on": ["Choose a day after today."]})
    good = {"returns_on": yesterday + timedelta(days=10)}
    assert browser.post(url, good).status_code == 302
    twice = browser.post(url, good)
    assert twice.context["form"].errors == {"__all__": ["Only an active pair can take a pause."]}


def test_ending_skips_what_is_open_and_can_be_done_once(cast, sign_in):
    touchpoint = factories.TouchpointFactory(pairing=cast.pairing)
    browser, url = sign_in(cast.coordinator), reverse("pair_end", args=[cast.pairing.pk])
    assert browser.post(url, {"ending": "early", "reason": "Moved abroad."}).status_code == 302
    cast.pairing.refresh_from_db()
    touchpoint.refresh_from_db()
    ended = (cast.pairing.state, cast.pairing.ending, cast.pairing.ending_reason, cast.pairing.ended_on)
    assert ended == ("ended", "early", "Moved abroad.", cast.program.today(NOW))
    assert touchpoint.state == "skipped"
    again = browser.post(url, {"ending": "early"})
    assert again.context["form"].errors == {"__all__": ["This pair has already ended."]}
    assert Entry.objects.filter(verb="pairing.ended").count() == 1


def test_the_place_of_an_ended_pair_is_free_again(cast):
    cast.mentor_in.capacity = 1
    cast.mentor_in.save()
    with pytest.raises(Refused, match="Miriam Okafor already has 1 of 1 mentees"):
        start(cast)
    life_actions.end(cast.pairing, ending="planned", by=cast.coordinator, now=NOW)
    assert start(cast).is_live is True


def test_only_coordinators_pause_resume_and_end(cast, sign_in):
    for name in ("pair_pause", "pair_end"):
        url = reverse(name, args=[cast.pairing.pk])
        seen = {part: sign_in(getattr(cast, part)).get(url).status_code for part in ("mentor", "mentee", "outsider")}
        assert seen == {"mentor": 403, "mentee": 403, "outsider": 404}
    url = reverse("pair_resume", args=[cast.pairing.pk])
    assert sign_in(cast.mentor).post(url).status_code == 403
    assert sign_in(cast.coordinator).get(url).status_code == 405
