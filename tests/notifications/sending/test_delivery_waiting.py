"""What a mail meets that couldn't go at once: the night, a changed mind, a changed world, an address that refuses."""

from base64 import b64encode
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from allauth.account.signals import email_changed
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from anymail.signals import AnymailTrackingEvent, tracking
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import SuspiciousOperation

from mentoring.notifications import urls
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.sending import actions as sending_actions
from mentoring.notifications.sending import checking
from mentoring.notifications.sending import sender as sending
from mentoring.notifications.sending import sender as sending_sender
from mentoring.notifications.sending.postman import Postman, ServerAnswer, _answer
from mentoring.notifications.wishes.models import MailHabits, Preference, RefusedAddress, Snooze
from mentoring.notifications.wishes.pace import Quiet
from mentoring.notifications.writing import composing as writing_composing
from tests.notifications.writing.test_delivery_cadence import FRIDAY, MONDAY, NEXT_MONDAY, TUESDAY, at
from tests.sentences import CLOSED, SNOOZED
from tests.telling import outcome, paced, queue, states, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note")]

QUARTER = timedelta(minutes=15)
GONE = "They have met already."


@pytest.fixture
def by_night(note, monkeypatch):
    paced(monkeypatch, quiet=Quiet(), budget=3)


def composed(person, key: str = "a", *, when: datetime = MONDAY, **more) -> Notification:
    notification = tell(person, key, due_at=when, **more)
    writing_composing.compose(when)
    return notification


def fate(notification: Notification) -> tuple[str, str]:
    return Mail.objects.values_list("state", "server_answer").get(notification=notification)


# Quiet hours
@pytest.mark.usefixtures("by_night")
def test_a_mail_that_the_evening_overtakes_waits_for_the_morning(cast, sink):
    composed(cast.mentee, when=at(23, "19:55"))
    composed(cast.mentor, "b", when=at(23, "19:55"), kind="test_service")
    assert sending_sender.send(at(23, "20:01")) == 1
    waits = Mail.objects.get(to="mentee@example.org")
    assert (waits.state, waits.attempts, waits.next_attempt_at) == ("queued", 0, at(24, "08:00"))
    assert sending_sender.send(at(24, "08:00")) == 1


@pytest.mark.usefixtures("by_night")
def test_another_attempt_is_never_at_night(cast, sink):
    composed(cast.mentee, when=at(27, "19:58"))
    composed(cast.mentor, "b", when=at(27, "19:58"), kind="test_service")
    sink.answer = "451 4.3.0 Try again later"
    sending_sender.send(at(27, "19:59"))
    attempts = {mail.to: mail.next_attempt_at for mail in Mail.objects.all()}
    assert attempts["mentee@example.org"] == NEXT_MONDAY.replace(hour=8)  # a minute later it is Friday night
    assert attempts["mentor@example.org"] < at(27, "20:01")
    sending_sender.send(at(31))  # Tuesday at nine: not late, it was to go on Monday at eight
    assert Mail.objects.get(to="mentee@example.org").attempts == 2
    Mail.objects.update(next_attempt_at=at(31))
    sending_sender.send(at(33, "09:01"))
    assert Mail.objects.get(to="mentee@example.org").server_answer == "Not sent: more than two days late."


# Checked again
def test_a_mail_sent_at_once_is_not_checked_again(cast, sink, django_assert_num_queries):
    composed(cast.mentee, gone_later=True)
    with django_assert_num_queries(14):  # late · claim (5) · habits · refused · record · answer · claim nothing (4)
        assert sending_sender.send(MONDAY + timedelta(minutes=9)) == 1


@pytest.mark.parametrize(
    ("change", "reason", "state", "said"),
    [
        ("gone", GONE, "suppressed", GONE),
        ("closed", CLOSED, "suppressed", CLOSED),
        ("snoozed", SNOOZED, "suppressed", SNOOZED),
        (
            "off",
            "They have switched these mails off.",
            "delivered",
            "In the app only: they have switched these mails off.",
        ),
        (
            "refused",
            "Their address refuses mail: 550 gone",
            "delivered",
            "In the app only: their address refuses mail: 550 gone",
        ),
        ("nowhere", "Their address refuses mail: 550 gone", "suppressed", "Their address refuses mail: 550 gone"),
    ],
)
def test_a_mail_that_waited_is_withdrawn_where_it_is_no_longer_to_be_said(cast, sink, change, reason, state, said):
    if change == "nowhere":
        Preference.objects.create(user=cast.mentee, kind="test_note", in_app=False)
    notification = composed(cast.mentee, about="touchpoint:1")
    other = composed(cast.mentor, "b")
    match change:
        case "gone":
            Notification.objects.filter(pk=notification.pk).update(payload={"gone": True})
        case "closed":
            type(cast.mentee).objects.filter(pk=cast.mentee.pk).update(is_active=False)
        case "snoozed":
            Snooze.objects.create(user=cast.mentee, about="touchpoint:1", until=FRIDAY)
        case "off":
            Preference.objects.create(user=cast.mentee, kind="test_note", by_mail=False)
        case _:
            RefusedAddress.objects.create(address=cast.mentee.email, answer="550 gone", refused_at=MONDAY)
    assert sending_sender.send(MONDAY + QUARTER) == 1
    assert fate(notification) == ("withdrawn", reason)
    assert outcome(notification) == (state, said)
    assert (outcome(other), fate(other)) == (("delivered", ""), ("sent", ""))


def test_what_cannot_be_checked_is_not_sent_and_stops_no_other(cast, sink):
    broken, other = composed(cast.mentee), composed(cast.mentor, "b")
    Notification.objects.filter(pk=broken.pk).update(payload={"broken": True})
    assert sending_sender.send(MONDAY + QUARTER) == 1
    assert fate(broken) == ("failed", checking.UNCHECKED)
    assert (outcome(broken), fate(other)) == (("delivered", ""), ("sent", ""))


def test_a_service_mail_is_checked_again_and_tried_at_a_refused_address(cast, sink):
    notification = composed(cast.mentee, kind="test_service")
    RefusedAddress.objects.create(address=cast.mentee.email, answer="550 gone", refused_at=MONDAY)
    assert sending_sender.send(MONDAY + QUARTER) == 1
    assert fate(notification) == ("sent", "")
    assert not RefusedAddress.objects.exists()  # it got through
    gone = composed(cast.mentee, "b", kind="test_service")
    Notification.objects.filter(pk=gone.pk).update(payload={"gone": True})
    assert sending_sender.send(MONDAY + QUARTER) == 0
    assert fate(gone) == ("withdrawn", GONE)


def test_a_mail_without_a_notification_has_nothing_to_be_checked(sink):
    queue(1, now=MONDAY, created_at=MONDAY)
    assert sending_sender.send(MONDAY + QUARTER) == 1


@pytest.fixture
def digest(cast, note, monkeypatch):
    paced(monkeypatch, quiet=Quiet(), budget=3)
    MailHabits.objects.create(user=cast.mentee, rhythm="weekly")
    rows = [tell(cast.mentee, key, due_at=TUESDAY, word=key) for key in ("a", "b")]
    writing_composing.compose(TUESDAY)
    writing_composing.compose(NEXT_MONDAY)
    assert Mail.objects.get().kind == "digest"
    return rows


def test_a_digest_goes_while_anything_in_it_is_true(digest, sink):
    Notification.objects.filter(pk=digest[0].pk).update(payload={"gone": True})
    assert sending_sender.send(NEXT_MONDAY + QUARTER) == 1
    assert [outcome(row) for row in digest] == [("delivered", "")] * 2


def test_a_digest_is_withdrawn_when_nothing_in_it_is_true_any_more(digest, sink):
    Notification.objects.update(payload={"gone": True})
    assert sending_sender.send(NEXT_MONDAY + QUARTER) == 0
    assert Mail.objects.values_list("state", "server_answer").get() == ("withdrawn", GONE)
    assert [outcome(row) for row in digest] == [("suppressed", GONE)] * 2


def test_a_digest_is_withdrawn_when_they_want_none(cast, digest, sink):
    Preference.objects.create(user=cast.mentee, kind="digest", by_mail=False)
    assert sending_sender.send(NEXT_MONDAY + QUARTER) == 0
    assert [outcome(row)[1] for row in digest] == ["In the app only: they have switched the digest off."] * 2


def test_what_another_worker_has_taken_over_is_not_withdrawn(cast, sink):
    notification = composed(cast.mentee)
    Notification.objects.update(payload={"gone": True})
    mails = sending.claim(MONDAY + QUARTER, limit=1)
    sending_sender.reap(MONDAY + timedelta(hours=1))
    assert checking.still_true(mails, MONDAY + timedelta(hours=1)) == []
    assert (outcome(notification), fate(notification)) == (("delivered", ""), ("queued", ""))


@pytest.mark.parametrize("number", [1, 3])
def test_checking_costs_the_same_queries_whatever_the_number(cast, sink, django_assert_num_queries, number):
    for n in range(number):
        composed(cast.mentee, str(n))
    mails = sending.claim(MONDAY + QUARTER, limit=10)
    with django_assert_num_queries(5):  # notifications, begin, (prepare), release, preferences, refused
        assert len(checking.still_true(mails, MONDAY + QUARTER)) == number


# Addresses that refuse
@pytest.mark.parametrize(
    "answer",
    ["550 5.1.1 No such person here", "550 No such person here", "551 5.1.6 Has moved", "550 5.2.1 Mailbox disabled"],
)
def test_an_address_refused_for_good_is_remembered_and_gets_through_again(cast, sink, answer):
    cast.mentee.email = "Mentee@example.org"
    cast.mentee.save()
    composed(cast.mentee, when=MONDAY)
    sink.refused["Mentee@example.org"] = answer
    sending_sender.send(MONDAY)
    assert RefusedAddress.objects.values_list("address", "answer").get() == ("mentee@example.org", answer)
    told = composed(cast.mentee, "b", when=MONDAY)
    assert outcome(told) == ("delivered", f"In the app only: their address refuses mail: {answer}")
    sink.refused.clear()
    composed(cast.mentee, "c", kind="test_service", when=MONDAY)
    sending_sender.send(MONDAY)
    assert not RefusedAddress.objects.exists()


@pytest.mark.parametrize(
    ("refused", "data"),
    [
        ("550 5.7.1 We don't take mail from there", ""),
        ("552 5.2.2 Mailbox full", ""),
        ("450 4.2.1 Busy", ""),
        ("554 No", ""),
        ("", "554 5.7.1 Looks like spam"),
        ("", "550 Looks like spam"),
    ],
)
def test_what_is_not_the_addresss_fault_does_not_brand_it(sink, refused, data):
    queue(1, now=MONDAY)
    if refused:
        sink.refused["reader0@example.org"] = refused
    sink.answer = data
    sending_sender.send(MONDAY)
    assert not RefusedAddress.objects.exists()
    assert states() in ({"failed": 1}, {"queued": 1})


def test_some_servers_know_only_after_the_text_that_nobody_lives_there(sink):
    sink.answer = "550 5.1.1 No such person"
    queue(1, now=MONDAY)
    sending_sender.send(MONDAY)
    assert RefusedAddress.objects.get().address == "reader0@example.org"


def test_a_mail_service_with_an_http_interface_says_it_too():
    assert _answer(AnymailRecipientsRefused("Nobody there")) == ServerAnswer("refused", "Nobody there", True)


@pytest.mark.parametrize(("status", "result"), [(422, "refused"), (429, "later"), (401, "later"), (503, "later")])
def test_such_a_service_refuses_this_mail_or_has_no_patience(status, result):
    error = AnymailAPIError("No", status_code=status, response=SimpleNamespace(reason="No", text="No"))
    assert (_answer(error).result, _answer(error).no_such_address) == (result, False)


def test_a_connection_that_cannot_even_be_closed_is_replaced(sink):
    class Dead:
        def open(self):
            raise OSError("gone")

        close = open

    queue(1, html="")
    with Postman() as postman:
        postman.connection = Dead()
        assert postman.deliver(Mail.objects.get()) == ServerAnswer("unreachable", "gone")
        assert postman.deliver(Mail.objects.get()) == ServerAnswer("sent", "250 OK")
    assert sink.mails[0].get_content_type() == "text/plain"


def test_sending_again_or_another_address_gives_it_a_new_chance(cast, sink):
    composed(cast.mentee, when=MONDAY)
    sink.refused["mentee@example.org"] = "550 5.1.1 No such person"
    sending_sender.send(MONDAY)
    sending_actions.send_again(Mail.objects.get(), by=cast.coordinator, now=MONDAY)
    assert not RefusedAddress.objects.exists()
    for address in ("old@example.org", "new@example.org", "other@example.org"):
        RefusedAddress.objects.create(address=address, answer="550", refused_at=MONDAY)
    old, new = (type("Address", (), {"email": f"{name}@Example.org"}) for name in ("old", "new"))
    email_changed.send(None, request=None, user=AnonymousUser(), from_email_address=old, to_email_address=new)
    assert RefusedAddress.objects.get().address == "other@example.org"
    email_changed.send(None, request=None, user=AnonymousUser(), from_email_address=None, to_email_address=new)


def heard(kind: str, **more) -> None:
    tracking.send(None, event=AnymailTrackingEvent(event_type=kind, **more), esp_name="Example")


def test_a_bounce_that_comes_later_is_remembered():
    heard("bounced", recipient="Gone@example.org", mta_response="550 5.1.1 Gone")
    heard("rejected", recipient="never@example.org", reject_reason="invalid", description="No address")
    heard("rejected", recipient="fine@example.org", reject_reason="spam")
    heard("bounced", recipient="mute@example.org")
    heard("bounced", recipient=None)
    heard("delivered", recipient="fine@example.org")
    found = RefusedAddress.objects.order_by("address").values_list("address", "answer")
    assert list(found) == [
        ("gone@example.org", "550 5.1.1 Gone"),
        ("mute@example.org", "It bounced."),
        ("never@example.org", "No address"),
    ]


@pytest.mark.parametrize("knows_the_id", [True, False])
def test_a_complaint_switches_that_kind_of_mail_off(cast, sink, knows_the_id):
    composed(cast.mentee)
    composed(cast.mentee, "b", kind="test_service")
    sending_sender.send(MONDAY)
    mail = Mail.objects.get(kind="test_note")
    heard("complained", recipient="mentee@example.org", message_id=mail.message_id if knows_the_id else "esp-17")
    assert Preference.objects.values_list("user", "kind", "by_mail", "in_app").get() == (
        cast.mentee.pk,
        "test_note",
        False,
        True,
    )
    heard("complained", recipient="stranger@example.org")
    assert Preference.objects.count() == 1


@pytest.mark.parametrize(("password", "knows"), [("right", True), ("wrong", False)])
def test_a_mail_service_that_knows_the_secret_may_report(settings, rf, password, knows):
    assert urls.webhooks() == []
    settings.ANYMAIL = {"WEBHOOK_SECRET": "service:right"}
    [webhook] = urls.webhooks()
    event = {"event": "hard_bounce", "email": "gone@example.org", "message-id": "<1@x>", "ts_epoch": 1, "reason": "550"}
    secret = b64encode(f"service:{password}".encode()).decode()
    request = rf.post("/", event, content_type="application/json", HTTP_AUTHORIZATION=f"Basic {secret}")
    view = webhook.resolve("anymail/brevo/tracking/").func
    if knows:
        assert view(request).status_code == 200
        assert RefusedAddress.objects.get().address == "gone@example.org"
    else:
        with pytest.raises(SuspiciousOperation):
            view(request)
        assert not RefusedAddress.objects.exists()
