"""What the mails about a pair have in common: one batch, and the reasons why one of them doesn't go out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Notification
from pairings.models import Finish, Pairing
from programs.models import Membership
from tests import factories
from tests.sentences import HAD_ENDED, HAS_LEFT, NOT_IN_PAIR, NOT_THEIRS
from tests.telling import told_now

OF_PAIRS = [
    "agreement_changed",
    "agreement_signed",
    "ending_finished",
    "ending_not_yet",
    "ending_proposed",
    "ending_wish",
    "expectations_answered",
    "fit_check_due",
    "fit_check_no",
    "introduction_written",
    "message_received",
    "pair_ended",
    "pairing_ended",
    "pairing_paused",
    "pairing_resumed",
    "pairing_started",
    "thanks_written",
]
NOTHING = dict.fromkeys(("version", "fit_check", "message", "proposal", "wish"), 0)


def test_all_kinds_about_a_pair_itself_are_asked_together():
    family = kinds.asked_with("pairing_started")
    assert [kind.name for kind in kinds.every() if kinds.asked_with(kind.name) == family] == OF_PAIRS


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_a_batch_of_all_of_them_takes_a_constant_number_of_queries(cast, number, django_assert_num_queries):
    pairs = [factories.PairingFactory(program=cast.program) for _ in range(number)]
    payload = {"opens": False, "membership": cast.coordinator_in.pk, **NOTHING}
    rows = [
        Notification(
            key=f"{kind}:{pair.pk}",
            kind=kind,
            recipient=pair.mentor.user,
            payload={"pairing": pair.pk, **payload},
            due_at=timezone.now(),
        )
        for pair in pairs
        for kind in OF_PAIRS
    ]
    Notification.objects.bulk_create(rows)
    with django_assert_num_queries(13):  # the pairs, and what twelve of the kinds depend on
        assert len(told_now(rows)) == number * len(OF_PAIRS)


def why_not(kind, recipient, **payload):
    row = Notification.objects.create(
        key=kind + str(recipient.pk), kind=kind, recipient=recipient, payload=payload, due_at=timezone.now()
    )
    return told_now([row])[row.pk].reason


def end(pairing):
    Pairing.objects.filter(pk=pairing.pk).update(state="ended", ended_on=pairing.started_on, ending="early")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kind",
    [
        "agreement_changed",
        "agreement_signed",
        "ending_finished",
        "ending_not_yet",
        "ending_proposed",
        "expectations_answered",
        "fit_check_due",
        "introduction_written",
        "thanks_written",
    ],
)
def test_the_two_are_told_while_they_are_a_pair_and_nobody_else(cast, kind):
    assert why_not(kind, cast.outsider, pairing=cast.pairing.pk) == NOT_IN_PAIR
    end(cast.pairing)
    assert why_not(kind, cast.mentor, pairing=cast.pairing.pk) == HAD_ENDED


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["time_declined", "feedback_answered", "kudos_given", "pairing_started"])
def test_who_has_left_and_a_pair_that_has_ended_are_not_told(cast, kind):
    things = {
        "time_declined": ("proposal", factories.TimeProposalFactory),
        "feedback_answered": ("feedback", factories.FeedbackFactory),
        "kudos_given": ("kudos", factories.KudosFactory),
    }
    payload = {"pairing": cast.pairing.pk}
    if kind in things:
        name, make = things[kind]
        payload = {name: make(pairing=cast.pairing).pk}
    assert why_not(kind, cast.outsider, **payload) == HAS_LEFT
    end(cast.pairing)
    assert why_not(kind, cast.mentor, **payload) == HAD_ENDED


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["pairing_paused", "pairing_ended"])
def test_a_pair_that_goes_on_is_not_told_that_it_does_not(cast, kind):
    assert why_not(kind, cast.mentor, pairing=cast.pairing.pk) == "They were back before this went out."


@pytest.mark.django_db
def test_a_pair_on_a_pause_is_not_told_that_it_goes_on(cast):
    day = cast.pairing.started_on
    Pairing.objects.filter(pk=cast.pairing.pk).update(state="paused", paused_on=day, returns_on=day)
    reason = why_not("pairing_resumed", cast.mentor, pairing=cast.pairing.pk)
    assert reason == "The pair was on a pause again before this went out."


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["pair_ended", "ending_wish"])
def test_of_an_ending_only_who_still_coordinates_is_told(cast, kind):
    payload = {"pairing": cast.pairing.pk, "membership": cast.mentor_in.pk, "wish": 0}
    assert why_not(kind, cast.mentor, **payload) == HAS_LEFT


@pytest.mark.django_db
def test_who_has_finished_too_is_not_told_that_the_other_has(cast):
    for member in (cast.mentor_in, cast.mentee_in):
        Finish.objects.create(pairing=cast.pairing, member=member, said_at=timezone.now())
    reason = why_not("ending_finished", cast.mentee, pairing=cast.pairing.pk)
    assert reason == "They had finished themselves before this went out."


@pytest.mark.django_db
def test_of_a_pause_of_somebody_only_who_takes_part_is_told(cast):
    today = factories.today()
    Membership.objects.filter(pk=cast.mentee_in.pk).update(away_from=today, returns_on=today + timedelta(days=7))
    assert why_not("person_paused", cast.mentor, away=cast.mentee_in.pk, membership=0) == HAS_LEFT


@pytest.mark.django_db
def test_that_a_pair_does_not_fit_is_not_told_once_it_has_ended(cast):
    end(cast.pairing)
    assert why_not("fit_check_no", cast.coordinator, pairing=cast.pairing.pk) == HAD_ENDED


@pytest.mark.django_db
def test_who_shares_a_concern_is_not_told_of_it(cast):
    concern = factories.ConcernFactory(pairing=cast.pairing, author=cast.mentee, is_shared=True)
    assert why_not("concern_shared", cast.mentee, concern=concern.pk) == NOT_THEIRS


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "name", "reason"),
    [
        ("introduction_written", "pairing", HAD_ENDED),
        ("pairing_paused", "pairing", "The pair is gone."),
        ("message_received", "pairing", NOT_IN_PAIR),
        ("kudos_given", "kudos", "It was removed before this went out."),
        ("report_closed", "report", HAS_LEFT),
    ],
)
def test_what_is_no_longer_there_is_told_to_nobody(cast, kind, name, reason):
    assert why_not(kind, cast.mentor, **{name: 0}) == reason
