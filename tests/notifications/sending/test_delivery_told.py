"""Whether email goes out is told: in the log, on the health page, by `manage.py sendtestemail`; TLS for real."""

import ssl
from datetime import timedelta
from io import StringIO

import pytest
import trustme
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from structlog.testing import capture_logs

from mentoring.home import health
from mentoring.notifications.planning.models import Mail
from mentoring.notifications.sending import heartbeat, last_answer, postman
from mentoring.notifications.sending import sender as sending_sender
from mentoring.notifications.sending.postman import ServerAnswer
from tests.ports import free_port
from tests.sink import Sink, mailers
from tests.telling import queue, states

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note")]
UNTRUSTED = "certificate verify failed: unable to get local issuer certificate"
WAYS = {"starttls": {"use_tls": True}, "tls": {"use_ssl": True}}


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority, tmp_path_factory):
    file = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(file)
    return str(file)


@pytest.fixture(params=WAYS)
def secure(request, authority):
    """A server that takes mail over TLS alone, and how it is spoken to."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with Sink(tls=request.param, certificate=context) as sink:
        yield sink, WAYS[request.param]


def sent_now() -> tuple[list[dict], Mail]:
    """What the log says of sending one mail, and the mail."""
    queue(1)
    with capture_logs() as said:
        sending_sender.send(timezone.now())
    return [line for line in said if line["log_level"] == "warning"], Mail.objects.latest("pk")


def asked(check) -> tuple[str, str]:
    return check(timezone.now())


# TLS
def test_a_mail_goes_over_tls_to_a_server_of_a_private_authority(secure, ca_file, settings):
    sink, way = secure
    settings.MAILERS = mailers(sink.port, ca_file=ca_file, **way)
    assert sent_now()[0] == []
    assert (len(sink.mails), states()) == (1, {"sent": 1})


def test_a_certificate_that_nobody_trusts_is_told(secure, settings):
    sink, way = secure
    settings.MAILERS = mailers(sink.port, **way)
    [line], mail = sent_now()
    assert (line["event"], line["result"], line["mail"]) == ("mail_not_sent", "unreachable", mail.pk)
    assert UNTRUSTED in line["answer"]
    assert (mail.state, sink.mails) == ("queued", [])
    state, words = asked(health.mail_server)
    assert state == "degraded"
    assert UNTRUSTED in words


def test_without_tls_nothing_goes_to_a_server_that_wants_it(secure, settings):
    sink, _ = secure
    settings.MAILERS = mailers(sink.port, timeout=1)
    assert len(sent_now()[0]) == 1
    assert sink.mails == []


# The log
def test_a_refused_connection_is_one_line_however_many_mails_wait(settings):
    settings.MAILERS = mailers(free_port())
    queue(4)
    [line], _ = sent_now()
    assert (line["event"], line["result"]) == ("mail_not_sent", "unreachable")
    assert "Connection refused" in line["answer"]
    assert states() == {"queued": 5}


def test_a_wrong_password_is_told_and_not_repeated(settings):
    with Sink(password="the right one") as sink:
        settings.MAILERS = mailers(sink.port, username="mentoring", password="credentials")
        [line], mail = sent_now()  # this server says “credentials” itself: it could as well be repeating ours
        settings.MAILERS = mailers(sink.port, username="mentoring", password="the right one")
        assert sent_now()[0] == []
    assert line["answer"] == "535 5.7.8 Authentication … invalid" == mail.server_answer


UNKNOWN = "550 5.1.1 <{}> is unknown"


@pytest.mark.parametrize(
    ("trouble", "result", "answer"),
    [
        ({"refused": {"reader0@example.org": UNKNOWN.format("reader0@example.org")}}, "refused", UNKNOWN),
        ({"answer": "451 4.3.0 Try again later"}, "later", "451 4.3.0 Try again later"),
        ({"sender_answer": "550 5.7.1 Not from you"}, "later", "550 5.7.1 Not from you"),
        ({"answer": "421 4.3.2 Shutting down"}, "trouble", "421 4.3.2 Shutting down"),
    ],
)
def test_what_a_server_answers_is_told_without_the_address(sink, trouble, result, answer):
    for name, value in trouble.items():
        setattr(sink, name, value)
    [line], mail = sent_now()
    told = {"event": "mail_not_sent", "kind": mail.kind, "mail": mail.pk, "result": result, "log_level": "warning"}
    assert line == {**told, "answer": answer.format("(its address)")}


def test_of_a_mail_that_cant_be_written_only_the_kind_of_fault_is_told(sink):
    queue(1, headers={"List-Id": "Dear Sam\nBcc: x@example.org"})
    with capture_logs() as said:
        sending_sender.send(timezone.now())
    assert [(line["event"], line["error"]) for line in said] == [("mail_cant_be_written", "BadHeaderError")]
    assert "Sam" not in str(said)


def test_what_was_given_up_or_freed_is_told():
    queue(2, kind="test_note", next_attempt_at=timezone.now() - timedelta(days=3))
    with capture_logs() as said:
        sending_sender.give_up_late(timezone.now())
        sending_sender.give_up_late(timezone.now())
    assert [(line["event"], line["given_up"]) for line in said] == [("mails_too_late", 2)]
    queue(1)
    sending_sender.claim(timezone.now(), limit=5)
    with capture_logs() as said:
        sending_sender.reap(timezone.now() + timedelta(hours=1))
        sending_sender.reap(timezone.now() + timedelta(hours=1))
    freed = [(line["event"], line["given_up"], line["queued_again"]) for line in said]
    assert freed == [("worker_stopped_while_sending", 0, 1)]


# Health
def test_health_tells_the_last_answer_and_is_not_well_while_a_failed_mail_waits(sink, settings):
    where = f"127.0.0.1, port {sink.port}."
    assert asked(health.mail_server) == (
        "unknown",
        f"{where} Nothing has been sent yet: try manage.py sendtestemail.",
    )
    sink.answer = "451 4.3.0 Try again later"
    sent_now()
    assert asked(health.mail_server) == ("ok", f"{where} It refused an email 0\xa0minutes ago: {sink.answer}")
    assert asked(health.mail) == (
        "degraded",
        "1 waiting, the oldest written 0\xa0minutes ago; 1 tried without success, to be tried again",
    )
    sink.answer = ""
    sending_sender.send(timezone.now() + timedelta(minutes=2))
    assert asked(health.mail) == ("ok", "Nothing waiting")
    assert asked(health.mail_server)[0] == "ok"
    assert last_answer.last().answer == "250 OK"


def test_what_never_came_to_the_server_is_no_answer_of_its(sink):
    [mail] = queue(1)
    last_answer.keep(ServerAnswer("trouble", "not written", was_asked=False), mail, now=timezone.now())
    assert last_answer.last() is None


def test_strangers_hear_only_that_something_is_degraded(settings):
    settings.MAILERS = mailers(free_port())
    sent_now()
    heartbeat.beat(timezone.now())
    answer = Client().get("/health", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.json()) == (503, {"status": "degraded"})


# manage.py sendtestemail
def tried(*addresses: str) -> str:
    said = StringIO()
    call_command("sendtestemail", *addresses, stdout=said)
    return said.getvalue()


def test_the_test_goes_the_way_of_all_mail_and_prints_the_answer(secure, ca_file, settings):
    sink, way = secure
    settings.MAILERS = mailers(sink.port, ca_file=ca_file, **way)
    assert tried("sam@example.org") == "sam@example.org: the mail server took it and answered “250 OK”.\n"
    assert [(mail["To"], mail["From"]) for mail in sink.mails] == [("sam@example.org", settings.DEFAULT_FROM_EMAIL)]
    assert Mail.objects.count() == 0
    assert last_answer.last().result == "sent"


def refused(*addresses: str) -> str:
    with pytest.raises(CommandError) as told:
        tried(*addresses)
    return str(told.value)


def test_a_test_that_fails_says_why_in_one_sentence(secure, sink, settings):
    assert refused("sam") == "“sam” is no email address."
    sink.refused["sam@example.org"] = "550 5.1.1 No such person"
    assert refused("sam@example.org") == "The mail server didn’t take it: 550 5.1.1 No such person"
    settings.MAILERS = mailers(free_port())
    assert refused("sam@example.org") == "The mail server can’t be used: [Errno 111] Connection refused"
    assert asked(health.mail_server)[0] == "degraded"
    untrusted, way = secure
    settings.MAILERS = mailers(untrusted.port, **way)
    assert UNTRUSTED in refused("sam@example.org")


@pytest.mark.parametrize(
    ("backend", "why"),
    [
        ("mail.of.nobody", "No module named 'mail'"),
        ("anymail.backends.brevo.EmailBackend", "You must set ANYMAIL = {'BREVO_API_KEY': ...}"),
    ],
)
def test_another_way_out_that_cant_be_used_is_a_sentence_too(settings, backend, why):
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {}}}
    settings.ANYMAIL = {}
    assert why in refused("sam@example.org")


def test_without_a_mail_server_the_test_says_so(settings):
    settings.MAILERS = {"default": {"BACKEND": settings.NO_MAIL_SERVER, "OPTIONS": {}}}
    assert refused("sam@example.org") == (
        "The mail server can’t be used: No mail server is configured: set EMAIL_HOST (see docs/operating.md)."
    )


def test_an_address_that_no_server_could_have_seen_is_taken_out_as_it_is_written():
    said = postman.without_address("550 <sam@-ä.example> is unknown", "sam@-ä.example")
    assert said == "550 <(its address)> is unknown"
