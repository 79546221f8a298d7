"""How queued mails reach a real mail server, and what is kept of its answers."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Mail
from mentoring.notifications.sending import delivery as sending_delivery
from mentoring.notifications.sending import postman
from mentoring.notifications.sending import sender as sending
from mentoring.notifications.sending import sender as sending_sender
from mentoring.notifications.sending.postman import Postman
from mentoring.notifications.writing import composing as writing_composing
from tests.ports import free_port
from tests.sink import mailers
from tests.telling import queue, states, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note")]


def test_a_mail_arrives_as_it_was_written_and_only_once(cast, sink):
    cast.mentee.name = "Sämi Lee, née O'Hara"
    cast.mentee.save()
    tell(cast.mentee, "a", word="apple", program_id=12)
    now = timezone.now()
    writing_composing.compose(now)
    assert [sending_sender.send(now), sending_sender.send(now)] == [1, 0]
    mail, arrived = Mail.objects.get(), sink.mails[0]
    assert (mail.state, mail.attempts, mail.claim) == ("sent", 1, None)
    assert now <= mail.sent_at < now + timedelta(seconds=10)
    assert arrived["Message-ID"] == mail.message_id
    assert arrived["To"].addresses[0].display_name == "Sämi Lee, née O'Hara"
    assert arrived["To"].addresses[0].addr_spec == "mentee@example.org"
    assert arrived["Subject"] == "A note: apple"
    assert {name: arrived[name].strip() for name in mail.headers} == mail.headers
    assert arrived.get_body("plain").get_content().replace("\r\n", "\n") == mail.text
    assert '<h1 style="color: #123456;">apple</h1>' in arrived.get_body("html").get_content()


def test_a_batch_goes_over_one_connection(sink):
    queue(250)
    assert sending_sender.send(timezone.now()) == 250
    assert (sink.connections, sink.duplicates(), states()) == (1, 0, {"sent": 250})


def test_what_somebody_waits_for_goes_first(sink):
    queue(3)
    queue(1, to="waiting@example.org", urgent=True)
    sending_sender.send(timezone.now())
    assert sink.envelopes[0] == ["waiting@example.org"]


def test_a_refused_address_fails_at_once_with_the_answer_and_stops_no_other(sink):
    sink.refused["reader1@example.org"] = "550 5.1.1 No such person here"
    queue(3)
    assert sending_sender.send(timezone.now()) == 2
    failed = Mail.objects.get(state="failed")
    assert (failed.to, failed.attempts) == ("reader1@example.org", 1)
    assert failed.server_answer == "550 5.1.1 No such person here"
    assert sink.connections == 1


def test_refused_content_fails_at_once(sink):
    sink.answer = "554 5.7.1 Looks like spam"
    queue(1)
    sending_sender.send(timezone.now())
    mail = Mail.objects.get()
    assert (mail.state, mail.server_answer) == ("failed", "554 5.7.1 Looks like spam")


@pytest.mark.parametrize(
    "trouble",
    [
        {"refused": {"reader0@example.org": "450 4.2.1 Mailbox busy"}},
        {"answer": "451 4.3.0 Try again later"},
        {"refused": {"reader0@example.org": "421 4.3.2 Shutting down"}},
        {"answer": "421 4.3.2 Shutting down"},
        {"sender_answer": "550 5.7.1 Not from you"},  # of our address: the installation's to mend, not this mail's
    ],
)
def test_a_passing_refusal_is_tried_again_and_then_arrives(sink, trouble):
    for name, value in trouble.items():
        setattr(sink, name, value)
    queue(1)
    now = timezone.now()
    sending_sender.send(now)
    mail = Mail.objects.get()
    said = next(iter(trouble.values()))
    assert mail.server_answer == (said if isinstance(said, str) else said["reader0@example.org"])
    assert (mail.state, mail.attempts) == ("queued", 1)
    assert timedelta(seconds=60) <= mail.next_attempt_at - now < timedelta(seconds=65)
    sink.refused, sink.answer, sink.sender_answer = {}, "", ""
    assert sending_sender.send(now + timedelta(seconds=59)) == 0
    assert sending_sender.send(now + timedelta(seconds=65)) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.server_answer) == ("sent", 2, "")
    assert sink.mails[0]["Message-ID"] == mail.message_id


def test_a_server_that_stays_down_is_tried_for_two_days_and_then_the_mail_fails(settings):
    settings.MAILERS = mailers(free_port())
    queue(1)
    start = now = timezone.now()
    waits = []
    while (mail := Mail.objects.get()).state == "queued":
        now = max(now, mail.next_attempt_at)
        sending_sender.send(now)
        waits.append(round((Mail.objects.get().next_attempt_at - now).total_seconds() / 60))
    assert waits[:7] == [1, 5, 15, 60, 240, 720, 1440]
    assert (mail.state, mail.attempts) == ("failed", 8)
    assert "Connection refused" in mail.server_answer
    assert timedelta(hours=41) < now - start < timedelta(days=2)


def test_a_server_that_is_down_costs_one_connection_for_a_whole_batch(settings, monkeypatch):
    settings.MAILERS = mailers(free_port())
    monkeypatch.setattr(sending, "BATCH", 3)
    queue(5)
    assert sending_sender.send(timezone.now()) == 0
    assert sorted(Mail.objects.values_list("state", "attempts")) == [("queued", 0)] * 2 + [("queued", 1)] * 3


def test_without_a_mail_server_mails_wait(settings):
    settings.MAILERS = {"default": {"BACKEND": "mentoring.notifications.sending.backends.NoServer", "OPTIONS": {}}}
    queue(1)
    sending_sender.send(timezone.now())
    mail = Mail.objects.get()
    assert mail.state == "queued"
    assert mail.server_answer == "No mail server is configured: set EMAIL_HOST (see docs/operating.md)."


@pytest.mark.parametrize("urgent", [False, True])  # in one batch, or claimed one by one
def test_a_server_that_hangs_holds_up_two_mails_not_the_queue(sink, settings, urgent):
    settings.MAILERS = mailers(sink.port, timeout=0.2)
    sink.hangs = True
    queue(5, urgent=urgent)
    assert sending_sender.send(timezone.now()) == 0
    assert sorted(Mail.objects.values_list("state", "attempts")) == [("queued", 0)] * 3 + [("queued", 1)] * 2


def test_a_server_that_limits_mails_per_connection_gets_new_connections(sink):
    sink.closes_after = 2
    queue(7)
    now = timezone.now()
    for minutes in range(10):
        sending_sender.send(now + timedelta(minutes=2 * minutes))
    assert (states(), sink.duplicates(), len(sink.mails)) == ({"sent": 7}, 0, 7)
    assert sink.connections > 3


def test_a_mail_that_cannot_be_written_down_fails_alone(sink):
    queue(1, headers={"X-Bad": "one\ntwo"})
    queue(1)
    assert sending_sender.send(timezone.now()) == 1
    failed = Mail.objects.get(state="failed")
    assert failed.server_answer == failed.answer == postman.CANT_BE_WRITTEN


def test_an_international_domain_goes_out_in_ascii_in_envelope_and_headers(sink, settings):
    settings.DEFAULT_FROM_EMAIL = "Lantern <hello@bücher.example>"
    queue(1, to="sam@straße.example")
    assert sending_sender.send(timezone.now()) == 1
    assert sink.envelopes == [["sam@xn--strae-oqa.example"]]
    assert (sink.mails[0]["To"], sink.mails[0]["From"]) == (
        "sam@xn--strae-oqa.example",
        "Lantern <hello@xn--bcher-kva.example>",
    )
    assert Mail.objects.get().to == "sam@straße.example"


def test_what_the_server_has_no_way_for_fails_at_once_and_in_our_words(sink):
    """Such an address is refused at its field; one of before may be there still."""
    queue(1, to="zoë@example.org")
    queue(1)
    assert sending_sender.send(timezone.now()) == 1
    failed = Mail.objects.get(state="failed")
    assert (failed.server_answer, failed.attempts) == (postman.CANT_BE_WRITTEN, 1)


def test_an_error_of_ours_is_never_told_as_the_servers_answer(sink, monkeypatch):
    def broken(*_):
        raise RuntimeError("secret inside")

    monkeypatch.setattr("mentoring.notifications.sending.backends.Smtp.send_messages", broken)
    queue(1)
    sending_sender.send(timezone.now())
    mail = Mail.objects.get()
    assert (mail.state, mail.server_answer, mail.answer) == ("queued", postman.HERE, postman.HERE)


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("", ""),
        ("550 No", "The mail server answered: 550 No"),
        ("Example API response 422: no", "The mail server answered: Example API response 422: no"),
        ("timed out", "The mail server couldn’t be reached: timed out"),
        ("Not sent: more than two days late.", "Not sent: more than two days late."),
    ],
)
def test_what_hindered_a_mail_is_told_as_what_it_is(kept, words):
    assert Mail(server_answer=kept).answer == words


def test_a_subject_turns_no_text_around(sink):
    queue(1, subject="Note \u202eabc\u200b")
    sending_sender.send(timezone.now())
    assert sink.mails[0]["Subject"] == "Note abc"


def test_a_mail_more_than_two_days_late_is_no_surprise_but_a_service_mail_still_goes(sink):
    now = timezone.now()
    queue(1, now=now - timedelta(days=2, minutes=1))
    queue(1, now=now - timedelta(days=3), kind="test_service")
    queue(1, now=now - timedelta(days=2))
    assert sending_sender.send(now) == 2
    assert Mail.objects.get(state="failed").server_answer == "Not sent: more than two days late."


def test_a_batch_is_given_back_when_it_took_too_long(sink, monkeypatch):
    monkeypatch.setattr(sending, "LEASE", timedelta(seconds=0.5))
    sink.seconds = 0.3
    queue(4)
    postman_batches = []
    real = sending.claim
    monkeypatch.setattr(
        sending, "claim", lambda now, **k: postman_batches.append(real(now, **k)) or postman_batches[-1]
    )
    assert sending_sender.send(timezone.now()) == 4
    assert [len(batch) for batch in postman_batches] == [4, 2, 0]
    assert sink.duplicates() == 0


def test_a_claim_that_was_lost_meanwhile_is_not_recorded(sink, monkeypatch):
    """Its worker stood still so long that the reaper took it for dead."""
    queue(1)
    deliver = Postman.deliver

    def slowly(postman, mail):
        answer = deliver(postman, mail)
        sending_sender.reap(timezone.now() + timedelta(minutes=11))
        return answer

    monkeypatch.setattr(Postman, "deliver", slowly)
    sending_sender.send(timezone.now(), seconds=0.001)
    assert Mail.objects.values_list("state", "server_answer", "sent_at", "attempts").get() == ("queued", "", None, 1)


def test_while_a_record_cannot_be_written_the_next_mail_does_not_go(sink, monkeypatch):
    queue(2)
    with monkeypatch.context() as patch, pytest.raises(DatabaseError, match="notifications_mail_attempts_check"):
        patch.setattr(sending_sender, "_record", refused)
        sending_sender.send(timezone.now())
    assert len(sink.mails) == 1
    assert list(Mail.objects.order_by("pk").values_list("state", flat=True)) == ["sending", "queued"]
    sending_sender.reap(timezone.now() + timedelta(minutes=11))
    assert sending_sender.send(timezone.now() + timedelta(minutes=11)) == 2


def refused(mail, *_) -> None:
    with transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(attempts=-1)


def test_stale_claims_are_freed_and_young_ones_left(sink):
    now = timezone.now()
    queue(2, now=now)
    assert len(sending.claim(now, limit=2)) == 2
    assert sending_sender.reap(now + timedelta(minutes=10)) == 0
    assert sending_sender.reap(now + timedelta(minutes=10, seconds=1)) == 2
    assert sending_sender.send(now + timedelta(minutes=11)) == 2


def test_a_mail_that_kills_its_worker_again_and_again_is_given_up(sink):
    queue(1)
    now = timezone.now()
    for hours in range(8):
        assert len(sending.claim(now + timedelta(hours=hours), limit=1)) == 1
        sending_sender.reap(now + timedelta(hours=hours, minutes=11))
    mail = Mail.objects.get()
    assert (mail.state, mail.attempts) == ("failed", 8)
    assert mail.server_answer == "The worker stopped while sending, time and again."


def test_run_composes_and_sends_until_nothing_is_due(cast, sink):
    for n in range(3):
        tell(cast.mentee, f"key-{n}")
    assert [sending_delivery.run(), sending_delivery.run()] == [3, 0]


def test_run_stops_when_its_time_is_over(sink):
    sink.seconds = 0.05
    queue(300)
    sent = sending_delivery.run(seconds=0.2)
    assert 0 < sent < 300


def test_run_without_time_does_nothing(sink):
    queue(1)
    assert sending_delivery.run(seconds=0) == 0


def test_the_stale_limit_is_longer_than_the_lease_and_one_slow_mail():
    assert sending.LEASE + timedelta(minutes=3) < sending.STALE
    assert sum(sending.BACK_OFF) < 2 * 24 * 60


def test_every_optional_kind_is_told_apart_from_service(cast):
    assert "test_note" in {kind.name for kind in kinds.optional()}
    assert "test_service" not in {kind.name for kind in kinds.optional()}
