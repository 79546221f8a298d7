"""One line for each request, with a number, never with a link's token."""

import io
import json
import logging
import re

import pytest
import structlog
from django.urls import URLResolver, get_resolver, reverse

from mentoring.web import logs


@pytest.fixture
def lines(monkeypatch):
    """What goes to standard error, as a production server writes it."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    before, level = logging.getLogger().handlers[:], logging.getLogger().level
    logs.configure({"readable": False, "level": "INFO"})
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger().handlers[:] = before
    logging.getLogger().setLevel(level)
    logging.captureWarnings(False)


def of_requests(lines) -> list[dict]:
    return [line for line in lines() if line["logger"] == "mentoring.requests"]


def test_a_request_leaves_one_line_that_says_what_was_asked_and_by_whom(lines, cast, sign_in):
    answer = sign_in(cast.mentor).get("/inbox/?page=1", headers={"X-Request-ID": "from-the-proxy-1"})
    assert answer["X-Request-ID"] == "from-the-proxy-1"
    (line,) = of_requests(lines)
    assert (line["event"], line["method"], line["path"], line["status"]) == ("request", "GET", "/inbox/", 200)
    assert (line["request_id"], line["user"], line["level"]) == ("from-the-proxy-1", cast.mentor.pk, "info")
    assert 0 < line["ms"] < 60_000


@pytest.mark.parametrize("given", ["", "short", 'a"injected": 1,b-b-b', "x" * 65, "new\\nline-new-line"])
def test_a_request_without_a_proper_number_gets_a_new_one(lines, db, client, given):
    answer = client.get("/health?only=database", headers={"X-Request-ID": given})
    assert re.fullmatch("[0-9a-f]{32}", answer["X-Request-ID"])
    assert of_requests(lines)[0]["request_id"] == answer["X-Request-ID"]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/join/abc:1def:ghi/", "/join/…/"),
        ("/answer/abc:1def:ghi/", "/answer/…/"),
        ("/check-ins/answer/abc:1def:ghi/", "/check-ins/answer/…/"),
        ("/unsubscribe/abc:1def:ghi/", "/unsubscribe/…/"),
        ("/setup/secret/", "/setup/…/"),
        ("/accounts/password/reset/key/1-abc/", "/accounts/password/reset/key/…/"),
        ("/calendar/abc:1def:ghi.ics", "/calendar/…"),
        ("/programs/7/", "/programs/7/"),
        ("/pairs/7/beginning/fit/wish/", "/pairs/7/beginning/fit/wish/"),
        ("/pairs/7/beginning/agreement/sign/", "/pairs/7/beginning/agreement/sign/"),
        ("/settings/calendar/reset/", "/settings/calendar/reset/"),
    ],
)
def test_the_token_of_a_link_is_masked_wherever_it_would_be_written(lines, path, shown):
    structlog.get_logger("a").info("request", path=path)
    logging.getLogger("b").warning("Not Found: %s", path)
    assert [(line.get("path"), line["event"]) for line in lines()] == [
        (shown, "request"),
        (None, f"Not Found: {shown}"),
    ]


def test_every_address_with_a_token_is_masked():
    addresses = [reverse(name, args=["abc:1def:ghi"]) for name in _with_token(get_resolver())]
    assert len(addresses) > 10
    assert [address for address in addresses if "abc" in logs.without_tokens(f"https://example.org{address}")] == []


def _with_token(resolver: URLResolver) -> list[str]:
    """The names of the addresses that hold a token or a key, and nothing else."""
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            found += _with_token(pattern)
        elif pattern.name and set(pattern.pattern.regex.groupindex) in ({"token"}, {"key"}):
            found.append(pattern.name)
    return found


def test_a_real_request_for_a_link_never_shows_its_token(lines, db, client):
    client.get("/join/abc:1def:ghi/")
    assert "abc:1def:ghi" not in json.dumps(lines())
    assert of_requests(lines)[0]["path"] == "/join/…/"


def test_a_traceback_is_part_of_its_line(lines):
    try:
        raise ValueError("https://example.org/join/secret/ is wrong")
    except ValueError:
        logging.getLogger("c").exception("It broke")
    (line,) = lines()
    assert line["event"] == "It broke"
    assert line["exception"].endswith("ValueError: https://example.org/join/…/ is wrong")


def test_a_host_that_is_not_ours_leaves_two_lines_and_no_traceback(lines, client):
    assert client.get("/join/secret/", headers={"host": "elsewhere.example.com"}).status_code == 400
    refused, request = lines()
    assert refused["event"].startswith("Invalid HTTP_HOST header: 'elsewhere.example.com'.")
    assert (request["path"], request["status"]) == ("/join/…/", 400)
    assert "exception" not in refused


def test_a_task_carries_the_number_of_the_request_that_started_it():
    from mentoring import celery

    headers = {}
    with structlog.contextvars.bound_contextvars(request_id="from-the-proxy-1"):
        celery._send_request_id(headers=headers)
    assert headers == {"request_id": "from-the-proxy-1"}

    seen = {}

    @celery.app.task(bind=True)
    def look(task):
        seen.update(structlog.contextvars.get_contextvars())

    result = look.apply(headers=headers, task_id="7")
    assert result.successful()
    assert seen == {"task": "tests.web.test_logs.look", "task_id": "7", "request_id": "from-the-proxy-1"}
    assert structlog.contextvars.get_contextvars() == {}
