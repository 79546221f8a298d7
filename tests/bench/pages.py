"""Pages: queries, server time against an empty page of the same layout, bytes over the wire."""

import gzip
import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goals.models import Goal
from mentoring.accounts.models import User
from mentoring.notifications.planning.models import Mail
from mentoring.serving.command import command
from pairings.models import Feedback, Pairing, Session
from programs.drafting import actions as drafting
from programs.drafting import queries as journey
from programs.models import Application, Membership, Program, Step
from tests.bench.figures import Figure
from tests.ports import free_port

ROUNDS = 30
QUERIES, TIMES, FIRST_VISIT, REPEAT_VISIT = 12, 3.0, 100.0, 15.0


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def cast() -> dict[str, tuple[User, list[tuple[str, str]]]]:
    """Who looks at which pages: part → person and (name, address)."""
    pairing = Pairing.objects.with_people().order_by("pk").first()
    inside = {"pk": pairing.program_id}
    leave_a_draft(pairing.program)
    coordinator = Membership.objects.coordinators().get(program_id=pairing.program_id).user
    application = Application.objects.filter(program=pairing.program).first()
    mail = Mail.objects.filter(program_id=pairing.program_id).first()
    session, goal = Session.objects.filter(pairing=pairing).first(), Goal.objects.filter(pairing=pairing).first()
    feedback = Feedback.objects.filter(pairing=pairing).first()
    common = [("home", reverse("home")), ("programs", reverse("programs")), ("settings", reverse("settings"))]
    common.append(("inbox", reverse("inbox")))
    of_pair = (
        "pair goals goal_new goal_review learning competencies session_new beginning times_propose promises agenda"
        " guides introduction expectations agreement fit_check messages feedback feedback_new kudos story listening"
        " ending keepsake concern_new"
    )
    pair = [
        *((name, reverse(name, kwargs={"pk": pairing.pk})) for name in of_pair.split()),
        ("availability", reverse("availability")),
        ("goal", reverse("goal", kwargs={"pk": goal.pk})),
        ("session", reverse("session", kwargs={"pk": session.pk})),
        ("feedback_item", reverse("feedback_item", kwargs={"pk": feedback.pk})),
        ("mail_preferences", reverse("mail_preferences")),
        ("my_pairs", reverse("my_pairs")),
    ]
    names = "program people pairs pair_new invitations applications program_mails program_activity program_journey"
    names += " journey_edit program_pace program_feedback concerns"
    program = [(name, reverse(name, kwargs=inside)) for name in names.split()]
    program += [
        ("pair", reverse("pair", kwargs={"pk": pairing.pk})),
        ("application", reverse("application", kwargs={**inside, "application_pk": application.pk})),
        ("mail", reverse("mail", kwargs={**inside, "mail_pk": mail.pk})),
        ("person", reverse("person", kwargs={**inside, "member_pk": pairing.mentor_id})),
    ]
    return {
        "mentor": (pairing.mentor.user, [*common, *pair]),
        "mentee": (pairing.mentee.user, [*common, *pair]),
        "coordinator": (coordinator, [*common, *program]),
        "administrator": (User.objects.get(is_administrator=True), common),
    }


def leave_a_draft(program: Program) -> None:
    """Somebody edits the journey: with sessions every three weeks its page tells what becomes of the running pairs."""
    coordinator = Membership.objects.coordinators().get(program=program).user
    edited = journey.edited(program)
    step = next(step for step in edited.journey if step.kind == Step.Kind.SESSION)
    drafting.change_step(program, step.id, every_days=21, seen=edited.seen, by=coordinator, now=timezone.now())


def measure() -> Iterator[Figure]:
    for part, (user, pages) in cast().items():
        browser = browser_of(user)
        for name, address in pages:
            yield Figure(f"queries: {name}, {part}", queries(browser, address), "queries", QUERIES)
            yield Figure(f"server time: {name}, {part}", times_empty(browser, address), "× empty page", TIMES)


def queries(browser: Client, address: str) -> int:
    answer(browser, address)
    with CaptureQueriesContext(connection) as captured:
        answer(browser, address)
    return len(captured)


def times_empty(browser: Client, address: str) -> float:
    """How many times as long as the empty page, by turns in the same run; the best of each, because whatever else the
    machine does only adds."""
    page, empty = [], []
    for _ in range(ROUNDS):
        empty.append(seconds(browser, "/bench/empty/"))
        page.append(seconds(browser, address))
    return min(page) / min(empty)


def seconds(browser: Client, address: str) -> float:
    started = time.perf_counter()
    answer(browser, address)
    return time.perf_counter() - started


def answer(browser: Client, address: str) -> bytes:
    response = browser.get(address)
    assert response.status_code == 200, f"{address} answers {response.status_code}"
    return response.content


def wire() -> Iterator[Figure]:
    """What a browser fetches of the home page from the real web server, headers and all."""
    user = cast()["mentee"][0]
    cookie = browser_of(user).cookies[settings.SESSION_COOKIE_NAME].value
    port = free_port()
    handed = command(host="127.0.0.1", port=port, processes=1)
    server = subprocess.Popen([sys.executable, *handed], env={**os.environ, "LOG_LEVEL": "ERROR"})
    try:
        fetch = Fetch(port, f"{settings.SESSION_COOKIE_NAME}={cookie}")
        fetch.wait()
        yield from visits(fetch)
    finally:
        server.terminate()
        server.wait(20)


class Fetch:
    def __init__(self, port: int, cookie: str) -> None:
        self.port = port
        self.headers = {"Accept-Encoding": "gzip, br", "Cookie": cookie, "Host": "127.0.0.1"}

    def wait(self) -> None:
        until = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                assert time.monotonic() < until, "The web server doesn't start."
                time.sleep(0.1)

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Bytes over the wire, headers, body as it was meant."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        link.request("GET", path, headers={**self.headers, **headers})
        response = link.getresponse()
        body = response.read()
        link.close()
        assert response.status in (200, 304), f"{path} answers {response.status}"
        size = len(body) + sum(len(name) + len(value) + 4 for name, value in response.getheaders()) + 17
        coding = response.getheader("Content-Encoding", "")
        if coding == "gzip":
            body = gzip.decompress(body)
        return size, response.headers, b"" if coding == "br" else body


def visits(fetch: Fetch) -> Iterator[Figure]:
    size, _, body = fetch.get("/")
    first = repeat = size
    for path in assets(fetch, body.decode()):
        size, headers, _ = fetch.get(path)
        first += size
        if "immutable" not in headers.get("Cache-Control", ""):
            again, _, _ = fetch.get(path, **{"If-None-Match": headers.get("ETag", '"-"')})
            repeat += again
    yield Figure("home over the wire, first visit with everything", first / 1000, "KB", FIRST_VISIT)
    yield Figure("home over the wire, repeat visit", repeat / 1000, "KB", REPEAT_VISIT)


def assets(fetch: Fetch, page: str) -> list[str]:
    """Every file that the page names, and the modules and styles that those import."""
    found = re.findall(r'<(?:script|img)[^>]* src="(/[^"]+)"', page)
    found += re.findall(r'<link[^>]* href="(/[^"]+)"', page)
    waiting, known = list(dict.fromkeys(found)), set(found)
    for path in waiting:
        if path.split("?")[0].endswith((".js", ".css")):
            _, _, body = fetch.get(path, **{"Accept-Encoding": "gzip"})
            folder = path.rsplit("/", 1)[0]
            for name in re.findall(r"""(?:import|from)\s*["'](\.{1,2}/[^"']+|/[^"']+)["']""", body.decode()):
                target = name if name.startswith("/") else os.path.normpath(f"{folder}/{name}")
                if target not in known:
                    known.add(target)
                    waiting.append(target)
    return waiting
