"""For tests of delivery: a kind of mail of their own, and a mail server to hand it to.

The fixtures are known to every test through conftest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template import engines
from django.utils import timezone

from mentoring.notifications.planning import kinds, outbox
from mentoring.notifications.planning.models import Mail, Notification, new_message_id
from mentoring.notifications.wishes.pace import Pace, Quiet
from tests.sink import Sink, mailers


class Unspeakable:
    def __str__(self) -> str:
        raise ValueError("This word can't be written.")


def prepare(notifications, now):
    """The payload says what happens: a `word` to tell, `gone`: no longer true, `broken`: an error."""
    answers = {}
    for notification in notifications:
        payload = notification.payload
        if "broken" in payload:
            raise ValueError("This can't be prepared.")
        if "gone" in payload:
            answers[notification.pk] = kinds.Suppressed("They have met already.")
        else:
            word = Unspeakable() if "unspeakable" in payload else payload.get("word", "yes")
            word = "a\0b" if "nul" in payload else word  # no text of the database can hold it
            thread = payload.get("thread", "")
            context = {"word": word, "at": notification.due_at}
            actions = (("Answer", f"https://example.org/{payload['answer']}"),) if "answer" in payload else ()
            url = payload.get("url", "/notes/")
            answers[notification.pk] = kinds.Letter(
                context, payload.get("program", ""), thread=thread, url=url, actions=actions
            )
    return answers


NEVER_QUIET = Quiet(begins=time(0), ends=time(0), weekends=False)


def paced(monkeypatch, *, quiet=NEVER_QUIET, budget=10_000, programs=None) -> None:
    """The pace that delivery keeps: of `programs` by id, and of everything else."""
    others = SimpleNamespace(DEFAULT=Pace(quiet, budget), of_programs=lambda ids: programs or {})
    monkeypatch.setattr("mentoring.notifications.wishes.wanted.program_paces", others)


@pytest.fixture
def note(monkeypatch):
    """Two kinds with the same letter: `test_note` may be switched off, `test_service` may not.

    It is never quiet, and nobody's week is full: tests about that say so (`paced`).
    """
    paced(monkeypatch)
    engine = engines["django"].engine
    monkeypatch.setattr(engine, "dirs", [*engine.dirs, Path(__file__).parent / "templates"])

    def prepare_service(notifications, now):
        answers = prepare(notifications, now)
        return {
            pk: replace(found, folder="test_note", url="") if isinstance(found, kinds.Letter) else found
            for pk, found in answers.items()
        }

    monkeypatch.setitem(kinds._kinds, "test_note", kinds.Kind("test_note", "Notes of the test", prepare))
    service = kinds.Kind("test_service", "Service of the test", prepare_service, service=True)
    monkeypatch.setitem(kinds._kinds, "test_service", service)


@pytest.fixture
def sink(settings):
    """A mail server that the process under test sends to."""
    with Sink() as sink:
        settings.MAILERS = mailers(sink.port)
        yield sink


def tell(recipient, key, *, kind="test_note", due_at=None, program_id=None, about="", **payload) -> Notification:
    where = {"program_id": program_id, "about": about}
    outbox.tell(recipient, kind, key=key, payload=payload, due_at=due_at, **where, now=timezone.now())
    return Notification.objects.get(key=key)


def told_now(rows: Sequence[Notification], now: datetime | None = None) -> Mapping[int, kinds.Prepared]:
    """What their kind says about these now, as delivery asks it: by notification, the letter or why there is none."""
    return kinds.get(rows[0].kind).prepare(rows, now or timezone.now())


def outcome(notification: Notification) -> tuple[str, str]:
    notification.refresh_from_db()
    return notification.state, notification.reason


def queue(number: int, *, now=None, **fields) -> list[Mail]:
    """So many mails that wait to be sent."""
    now = now or timezone.now()
    return Mail.objects.bulk_create(
        Mail(
            **{
                "to": f"reader{n}@example.org",
                "kind": "test_note",
                "subject": f"Mail {n}",
                "text": "Hello.\n",
                "html": "<h1>Hello</h1>",
                "message_id": new_message_id("testserver"),
                "next_attempt_at": now,
                **fields,
            }
        )
        for n in range(number)
    )


def states() -> dict[str, int]:
    """How many mails are in which state."""
    counted: dict[str, int] = {}
    for state in Mail.objects.values_list("state", flat=True):
        counted[state] = counted.get(state, 0) + 1
    return counted
