"""A mail that carries an invitation: in the shape that mail programs read, from the row to the server."""

import pytest
from django.utils import timezone
from icalendar import Calendar

from mentoring.notifications.sending import sender as delivery
from tests.telling import queue

pytestmark = pytest.mark.django_db
ICS = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//\r\nMETHOD:REQUEST\r\nX-NAME:Zoë שלום\r\nEND:VCALENDAR\r\n"


def shape(part):
    return [part.get_content_type(), [shape(inner) for inner in part.get_payload()]] if part.is_multipart() else [
        part.get_content_type()
    ]  # fmt: skip


def test_the_invitation_stands_beside_the_text_and_as_a_file(sink):
    queue(1, calendar={"method": "REQUEST", "ics": ICS})
    assert delivery.send(timezone.now()) == 1
    [message] = sink.mails
    assert shape(message) == [
        "multipart/mixed",
        [["multipart/alternative", [["text/plain"], ["text/html"], ["text/calendar"]]], ["application/ics"]],
    ]
    [alternative, file] = [
        part for part in message.walk() if part.get_content_type() in ("text/calendar", "application/ics")
    ]
    assert (alternative.get_param("method"), alternative.get_param("charset")) == ("REQUEST", "utf-8")
    assert file.get_filename() == "invite.ics"
    for part in (alternative, file):
        words = part.get_payload(decode=True).decode().replace("\r\n", "\n").replace("\n", "\r\n")
        assert (words, Calendar.from_ical(words)["X-NAME"]) == (ICS, "Zoë שלום")


def test_a_mail_without_one_stays_as_it_was(sink):
    queue(1)
    delivery.send(timezone.now())
    assert shape(sink.mails[0]) == ["multipart/alternative", [["text/plain"], ["text/html"]]]
