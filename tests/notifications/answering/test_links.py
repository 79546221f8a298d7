"""Signed links: good for one act of one person for 14 days, worth nothing when touched."""

from datetime import timedelta

import pytest
from django.core import signing

from mentoring.accounts.models import User
from mentoring.notifications.answering import links

SOMEBODY = User(pk=7, links_version=3)


def later(monkeypatch, **delta) -> None:
    import time

    real = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: real + timedelta(**delta).total_seconds())


def test_a_link_says_whose_and_what_it_is():
    token = links.make("answer", user=SOMEBODY, object_id=42)
    assert links.read(token, action="answer") == links.Link("answer", 7, 42, version=3)


def test_a_link_lives_for_14_days(monkeypatch):
    token = links.make("answer", user=SOMEBODY, object_id=42)
    later(monkeypatch, days=13, hours=23)
    assert links.read(token, action="answer").object_id == 42


def test_an_old_link_is_expired(monkeypatch):
    token = links.make("answer", user=SOMEBODY, object_id=42)
    later(monkeypatch, days=14, minutes=1)
    with pytest.raises(links.Expired):
        links.read(token, action="answer")


def test_a_link_for_one_act_opens_no_other():
    token = links.make("answer", user=SOMEBODY, object_id=42)
    with pytest.raises(links.Forged):
        links.read(token, action="check-in")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-3],  # cut in two by a mail program
        lambda token: token + "=",
        lambda token: "W" + token,
        lambda token: token.replace(":", "%3A"),
        lambda token: signing.dumps([7, 42], key="another key", salt="mentoring.link.answer"),
        lambda token: signing.dumps("7", salt="mentoring.link.answer"),
        lambda token: signing.dumps([7], salt="mentoring.link.answer"),
        lambda token: signing.dumps([7, 42, 3, 1], salt="mentoring.link.answer"),
        lambda token: signing.dumps(["x", "y"], salt="mentoring.link.answer"),
        lambda token: "",
        lambda token: "a:b:c",
    ],
)
def test_a_tampered_link_is_forged(spoil):
    token = spoil(links.make("answer", user=SOMEBODY, object_id=42))
    with pytest.raises(links.Forged):
        links.read(token, action="answer")


def test_an_unsubscribe_link_never_expires_but_can_be_forged(monkeypatch):
    token = links.make_unsubscribe("session_due", user=SOMEBODY)
    later(monkeypatch, days=4000)
    assert links.read_unsubscribe(token) == links.Unsubscribing(7, "session_due", version=3)
    with pytest.raises(links.Forged):
        links.read_unsubscribe(token[:-1])
    with pytest.raises(links.Forged):
        links.read_unsubscribe(links.make("answer", user=SOMEBODY, object_id=42))


def test_links_of_before_there_were_versions_count_as_the_first():
    answer = signing.dumps([7, 42], salt="mentoring.link.answer")
    assert links.read(answer, action="answer") == links.Link("answer", 7, 42, version=0)
    unsubscribe = signing.dumps([7, "session_due"], salt=links.UNSUBSCRIBE)
    assert links.read_unsubscribe(unsubscribe) == links.Unsubscribing(7, "session_due", version=0)
