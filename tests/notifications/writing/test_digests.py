"""What a digest says around its lines: the program that they are about, and what their links are good for."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.writing import composing as delivery
from pairings.listening.actions import mark
from tests import factories
from tests.pages import hides
from tests.telling import tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note")]

MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Berlin"))


def digest() -> Mail:
    """Of all that has been told in the test: it waits for one mail."""
    Notification.objects.update(state="folded", due_at=MONDAY - timedelta(minutes=1))
    delivery.compose(MONDAY)
    return Mail.objects.get()


def test_whatever_is_told_of_one_pair_stands_under_its_one_program(cast):
    pair = {"pairing": cast.pairing}
    log = factories.SessionLogFactory(session__pairing=cast.pairing, what_i_heard="You want to speak more.")
    heard = {"session": log.session_id, "membership": cast.pairing.mentee_id, "words": mark(log.what_i_heard)}
    payloads = {
        "introduction_written": {"pairing": cast.pairing.pk},
        "message_received": {"pairing": cast.pairing.pk, "message": factories.MessageFactory(**pair).pk},
        "promise_due": {"promise": factories.PromiseFactory(**pair).pk},
        "heard_waits": heard,
        "kudos_given": {"kudos": factories.KudosFactory(**pair).pk},
    }
    for kind, payload in payloads.items():
        tell(cast.mentee, kind, kind=kind, program_id=cast.program.pk, **payload)
    mail = digest()
    assert mail.subject == f"{len(payloads)} things for you in {cast.program.name}"
    assert mail.text.count(f"in {cast.program.name}.\n") == 1
    hides(mail.html, "<h2")


@pytest.mark.parametrize(("answers", "promised"), [({}, 0), ({"answer": "met"}, 1)])
def test_answer_links_are_promised_only_where_there_is_one(cast, answers, promised):
    tell(cast.mentee, "a")
    tell(cast.mentee, "b", **answers)
    mail = digest()
    assert (mail.text.count("The answer links"), mail.html.count("The answer links")) == (promised, promised)
