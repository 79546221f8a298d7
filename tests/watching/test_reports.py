"""What a service like Sentry is told of an error: where it happened, and nothing that belongs to anybody."""

import json
import logging

import pytest
import sentry_sdk
import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import path

import mentoring
from mentoring.watching import reports, scrubbing

DSN = "https://key@errors.example.org/1"
SECRET = "s3cret"
log = structlog.get_logger(__name__)


class Fake(sentry_sdk.Transport):
    """The service; it keeps whole envelopes as they would go over the wire."""

    def __init__(self) -> None:
        super().__init__({"dsn": DSN})
        self.got: list[sentry_sdk.envelope.Envelope] = []

    def capture_envelope(self, envelope) -> None:
        self.got.append(envelope)

    def raw(self) -> str:
        return "\n".join(envelope.serialize().decode() for envelope in self.got)

    def events(self) -> list[dict]:
        return [json.loads(json.dumps(envelope.get_event(), default=str)) for envelope in self.got]


@pytest.fixture
def service():
    fake = Fake()
    reports.start(DSN, place="mentoring.example.org", transport=fake)
    yield fake
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def breaks(request: HttpRequest, token: str) -> HttpResponse:
    local = f"{SECRET}-local"
    typed = request.POST["words"]
    assert request.user.is_authenticated
    try:
        raise IntegrityError(f'duplicate key: (email)=({local}) is taken, "{typed}"')
    except IntegrityError as error:
        raise RuntimeError(f"{SECRET}-outer {request.user.name}") from error


urlpatterns = [path("join/<str:token>/", breaks, name="join")]
handler500 = "mentoring.web.errors.broken"


@pytest.mark.urls(__name__)
def test_an_error_of_a_page_is_told_without_anything_of_anybody(service, cast, sign_in, settings):
    cast.mentor.name = f"{SECRET}-name"
    cast.mentor.save()
    browser = sign_in(cast.mentor)
    browser.raise_request_exception = False
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    browser.cookies["other"] = f"{SECRET}-cookie"
    headers = {
        "User-Agent": f"{SECRET}-browser",
        "Referer": f"https://x.org/{SECRET}-referrer",
        "X-Request-ID": "r-123456",
    }
    answer = browser.post(
        f"/join/{SECRET}-token/?q={SECRET}-query",
        {"words": f"{SECRET}-body"},
        headers=headers,
        REMOTE_ADDR="192.0.2.77",
    )
    assert answer.status_code == 500

    (event,) = service.events()
    errors = event["exception"]["values"]
    assert [error["type"] for error in errors] == ["IntegrityError", "RuntimeError"]
    assert errors[1]["stacktrace"]["frames"][-1]["function"] == "breaks"
    assert (event["transaction"], event["user"]) == ("/join/<str:token>/", {"id": str(cast.mentor.pk)})
    assert event["tags"] == {"method": "POST", "request_id": "r-123456"}
    assert (event["release"], event["environment"]) == (f"mentoring@{mentoring.__version__}", "mentoring.example.org")
    leaked = [SECRET, session, cast.mentor.email, cast.mentor.name, "192.0.2.77"]
    assert [secret for secret in leaked if secret in service.raw()] == []
    assert {"request", "breadcrumbs", "extra", "server_name", "modules", "logentry", "contexts"} & set(event) == set()


def test_an_error_that_was_caught_and_logged_is_told_with_the_name_of_its_line(service):
    try:
        raise ValueError(SECRET)
    except ValueError:
        log.exception("it_was_caught", who=SECRET)
    (event,) = service.events()
    assert event["message"] == "it_was_caught"
    assert [error["type"] for error in event["exception"]["values"]] == ["ValueError"]
    assert SECRET not in service.raw()


def test_an_error_of_a_task_is_told_with_the_name_of_the_task(service):
    with structlog.contextvars.bound_contextvars(task="pairings.reminders.tasks.plan"):
        try:
            raise ValueError(SECRET)
        except ValueError:
            logging.getLogger("celery.app.trace").exception("Task %s raised %r", SECRET, SECRET, extra={"data": SECRET})
    (event,) = service.events()
    assert (event["logger"], event["tags"]) == ("celery.app.trace", {"task": "pairings.reminders.tasks.plan"})
    assert SECRET not in service.raw()


def test_a_line_that_comes_a_thousand_times_is_told_once_a_minute(service, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(scrubbing.time, "monotonic", lambda: now[0])
    for passed in (0, 1, 1, scrubbing.PAUSE_SECONDS):
        now[0] += passed
        log.error("database_is_away", error=SECRET)
    log.error("no_thread_came_free", path=SECRET)
    assert [event["message"] for event in service.events()] == ["database_is_away"] * 2 + ["no_thread_came_free"]
    assert SECRET not in service.raw()


@pytest.mark.parametrize("level", ["debug", "info", "warning"])
def test_what_is_no_error_stays_here(service, level):
    getattr(log, level)("something")
    assert service.got == []


def test_what_strangers_cause_at_will_stays_here(service, client):
    assert client.get("/", headers={"host": "elsewhere.example.com"}).status_code == 400
    assert service.got == []


def test_words_that_are_no_name_of_a_line_of_ours_stay_here(service):
    logging.getLogger("somebody.elses").error(f"It broke for {SECRET}")
    log.error(f"{SECRET} is away")
    assert [event.get("message") for event in service.events()] == [None, None]
    assert SECRET not in service.raw()


def test_without_the_package_one_sentence_says_so(monkeypatch, caplog):
    monkeypatch.setattr(reports, "find_spec", lambda name: None)
    reports.start(DSN, place="here")
    (line,) = [record for record in caplog.records if record.name == reports.__name__]
    assert line.msg["why"] == reports.MISSING
    assert not sentry_sdk.get_client().is_active()


def test_an_address_that_is_none_is_refused_in_one_sentence():
    with pytest.raises(ImproperlyConfigured, match="SENTRY_DSN must be the address"):
        reports.start("not-an-address", place="here")
