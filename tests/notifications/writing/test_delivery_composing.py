"""What becomes of a notification when it is due."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from mentoring.accounts.models import Organisation
from mentoring.notifications.planning import kinds, letters, outbox
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.wishes.models import Preference
from mentoring.notifications.writing import composing as delivery
from tests.sentences import CLOSED, TOO_LATE
from tests.telling import outcome, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note")]


def test_a_due_notification_becomes_one_mail_however_often_it_is_composed(cast):
    notification = tell(cast.mentee, "a", word="apple", program_id=cast.program.pk)
    now = timezone.now()
    assert [delivery.compose(now), delivery.compose(now)] == [1, 0]
    assert outcome(notification) == ("delivered", "")
    mail = Mail.objects.get()
    assert (mail.notification, mail.recipient, mail.to) == (notification, cast.mentee, "mentee@example.org")
    assert (mail.subject, mail.state, mail.program_id) == ("A note: apple", "queued", cast.program.pk)


def test_the_same_key_twice_plans_one(cast):
    tell(cast.mentee, "a", word="apple")
    tell(cast.mentee, "a", word="pear")
    delivery.compose(timezone.now())
    assert [mail.subject for mail in Mail.objects.all()] == ["A note: apple"]


def test_nobody_is_told_of_his_own_act(cast):
    outbox.tell(cast.mentee, "test_note", key="a", by=cast.mentee, now=timezone.now())
    outbox.tell(cast.mentor, "test_note", key="b", by=cast.mentee, about="touchpoint:12", now=timezone.now())
    assert Notification.objects.values_list("key", "about").get() == ("b", "touchpoint:12")


def test_what_is_due_later_waits(cast):
    now = timezone.now()
    notification = tell(cast.mentee, "a", due_at=now + timedelta(minutes=1))
    assert delivery.compose(now) == 0
    assert outcome(notification) == ("planned", "")
    assert delivery.compose(now + timedelta(minutes=1)) == 1


def test_the_headers_name_program_thread_and_the_way_to_unsubscribe(cast, settings):
    tell(cast.mentee, "a", thread="pairing-7", program_id=12)
    delivery.compose(timezone.now())
    headers = dict(Mail.objects.get().headers)
    address = headers.pop("List-Unsubscribe")
    assert address.startswith("<http://testserver/unsubscribe/")
    assert headers == {
        "Auto-Submitted": "auto-generated",
        "List-Id": "<program-12.testserver>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "References": "<pairing-7@testserver>",
        "In-Reply-To": "<pairing-7@testserver>",
    }


def test_a_service_mail_offers_no_unsubscription(cast):
    tell(cast.mentee, "a", kind="test_service")
    delivery.compose(timezone.now())
    mail = Mail.objects.get()
    assert mail.headers == {"Auto-Submitted": "auto-generated"}
    assert "unsubscribe" not in mail.text


def test_times_are_in_the_recipients_zone(cast):
    cast.mentee.time_zone = "Asia/Tokyo"
    cast.mentee.save()
    at = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    tell(cast.mentee, "a", due_at=at)
    tell(cast.mentor, "b", due_at=at)
    delivery.compose(at)
    times = {mail.to: mail.text.split(" at ")[1][:5] for mail in Mail.objects.all()}
    assert times == {"mentee@example.org": "18:00", "mentor@example.org": "10:00"}


def test_what_is_no_longer_true_is_suppressed_with_its_reason(cast):
    notification = tell(cast.mentee, "a", gone=True)
    delivery.compose(timezone.now())
    assert outcome(notification) == ("suppressed", "They have met already.")
    assert Mail.objects.count() == 0


def test_a_kind_that_was_switched_off_is_suppressed_but_never_a_service_mail(cast):
    for kind in ("test_note", "test_service"):
        Preference.objects.create(user=cast.mentee, kind=kind, by_mail=False, in_app=False)
    unwanted = tell(cast.mentee, "a")
    service = tell(cast.mentee, "b", kind="test_service")
    other_person = tell(cast.mentor, "c")
    delivery.compose(timezone.now())
    assert outcome(unwanted) == ("suppressed", "They have switched these mails off.")
    assert outcome(service) == outcome(other_person) == ("delivered", "")


def test_a_closed_account_gets_nothing(cast):
    cast.mentee.is_active = False
    cast.mentee.save()
    notification = tell(cast.mentee, "a", kind="test_service")
    delivery.compose(timezone.now())
    assert outcome(notification) == ("suppressed", CLOSED)


def test_more_than_two_days_late_is_missed_except_a_service_mail(cast):
    now = timezone.now()
    late = tell(cast.mentee, "a", due_at=now - timedelta(days=2, seconds=1))
    just = tell(cast.mentee, "b", due_at=now - timedelta(days=2))
    service = tell(cast.mentee, "c", kind="test_service", due_at=now - timedelta(days=9))
    delivery.compose(now)
    assert outcome(late) == ("missed", TOO_LATE)
    assert outcome(just) == outcome(service) == ("delivered", "")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"broken": True}, "ValueError: This can't be prepared."),
        ({"unspeakable": True}, "ValueError: This word can't be written."),
        ({"nul": True}, "ValueError: There is a NUL in the text."),
    ],
)
def test_one_bad_letter_fails_alone(cast, bad, reason):
    good = [tell(cast.mentee, "a"), tell(cast.mentor, "c")]
    notification = Notification.objects.create(
        key="b", recipient=cast.mentee, kind="test_note", payload=bad, due_at=timezone.now()
    )
    delivery.compose(timezone.now())
    state, said = outcome(notification)
    assert state == "failed"
    assert said.startswith(reason)
    assert [outcome(each) for each in good] == [("delivered", ""), ("delivered", "")]
    assert Mail.objects.count() == 2


def test_a_kind_nobody_knows_fails_and_stops_nothing(cast):
    unknown = tell(cast.mentee, "a", kind="test_unknown")
    good = tell(cast.mentee, "b")
    delivery.compose(timezone.now())
    assert outcome(unknown) == ("failed", "KeyError: 'test_unknown'")
    assert outcome(good) == ("delivered", "")


def test_a_broken_query_of_one_letter_poisons_no_other(cast, monkeypatch):
    def prepare(notifications, now):
        for notification in notifications:
            if notification.key == "bad":
                Mail.objects.raw("SELECT 1 / 0 AS id")[0]
        return {notification.pk: kinds.Letter({"word": "yes"}, "") for notification in notifications}

    monkeypatch.setitem(kinds._kinds, "test_note", kinds.Kind("test_note", "Notes", prepare))
    bad, good = tell(cast.mentee, "bad"), tell(cast.mentee, "good")
    delivery.compose(timezone.now())
    assert outcome(bad)[0] == "failed"
    assert outcome(good) == ("delivered", "")


@pytest.mark.parametrize("number", [1, 3])
def test_a_batch_costs_the_same_queries_whatever_its_size(cast, django_assert_num_queries, number):
    for n in range(number):
        tell(cast.mentee, f"key-{n}")
    Organisation.objects.create(pk=1, name="Example Ltd")
    letters.frame()  # the organisation is remembered from here on
    # 3 each for what is missed, what is folded and whose digest is due; and 13 for the batch: begin, claim,
    # preferences, habits, begin, release, mails of the week, begin, write, mark, release, commit
    with django_assert_num_queries(22):
        delivery.compose(timezone.now())
    assert Mail.objects.count() == number


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_rolled_back_tells_nobody(cast):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.tell(cast.mentee, "test_note", key="a", now=timezone.now())
        outbox.write("new@example.org", "test_note", {"word": "hello"}, now=timezone.now())
        raise ZeroDivisionError
    assert delivery.compose(timezone.now()) == 0
    assert (Notification.objects.count(), Mail.objects.count()) == (0, 0)


def test_many_letters_cost_few_queries(cast, django_assert_num_queries):
    Organisation.objects.create(pk=1, name="Example Ltd")
    letters.frame()
    letters_to = [(f"new{n}@example.org", {"word": str(n)}, None) for n in range(600)]
    with django_assert_num_queries(2):  # 500 and 100
        mails = outbox.write_many("test_note", letters_to, program_id=12, now=timezone.now())
    assert [mail.subject for mail in Mail.objects.order_by("pk")] == [f"A note: {n}" for n in range(600)]
    assert {mail.program_id for mail in mails} == {12}
