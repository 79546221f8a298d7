"""Planned sessions for calendar programs: invitations (iTIP, RFC 5546), a feed (RFC 5545, 7986), links to add one.

Every time is in UTC, so no program needs a table of time zones to get it right. The place appears only where nobody
but its reader gets it: in an invitation and in one's own file, not in the feed, which calendar services fetch and
keep.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event, vCalAddress

from mentoring.accounts.models import User
from mentoring.accounts.queries import organisation
from pairings.times.models import PlannedSession

PRODUCT = "-//Mentoring//Planned sessions//EN"
FRESH = timedelta(hours=4)  # how often a calendar may fetch the feed; most do so less often


def invitation(planned: PlannedSession, reader: User) -> dict[str, str]:
    """The value of Mail.calendar: a request while the session is planned, a cancellation afterwards."""
    method = "REQUEST" if planned.is_planned else "CANCEL"
    calendar = _calendar()
    calendar.add("method", method)
    event = _event(planned, reader, with_place=True)
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    event.add(
        "organizer", _person(address, f"{organisation() or 'Mentoring'} for {planned.pairing.partner_of(reader)}")
    )
    attendee = _person(reader.email, str(reader))
    attendee.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
    event.add("attendee", attendee)
    calendar.add_component(event)
    return {"method": method, "ics": calendar.to_ical().decode()}


def file(planned: PlannedSession, reader: User) -> bytes:
    """To be opened by hand; once the session is canceled, it takes it out again."""
    if not planned.is_planned:
        return invitation(planned, reader)["ics"].encode()
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(planned, reader, with_place=True))
    return bytes(calendar.to_ical())


def feed(sessions: Iterable[PlannedSession], reader: User) -> bytes:
    """With whom, when, in which program, and a link to the page."""
    calendar = _calendar()
    name = f"Sessions, {organisation() or 'Mentoring'}"
    for key in ("name", "x-wr-calname"):
        calendar.add(key, name)
    calendar.add("refresh-interval", FRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    for planned in sessions:
        calendar.add_component(_event(planned, reader, with_place=False))
    return bytes(calendar.to_ical())


def etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def google_link(planned: PlannedSession, reader: User) -> str:
    words = {
        "text": _summary(planned, reader),
        "dates": f"{_stamp(planned.starts_at)}/{_stamp(planned.ends_at)}",
        "details": _description(planned),
        "location": planned.place,
    }
    return f"https://calendar.google.com/calendar/r/eventedit?{urlencode(words)}"


def outlook_link(planned: PlannedSession, reader: User) -> str:
    words = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": _summary(planned, reader),
        "startdt": planned.starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "enddt": planned.ends_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "body": _description(planned),
        "location": planned.place,
    }
    return f"https://outlook.office.com/calendar/0/deeplink/compose?{urlencode(words)}"


def address_of(planned: PlannedSession) -> str:
    return settings.SITE_URL + reverse("planned_session", args=[planned.pk])


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    return calendar


def _event(planned: PlannedSession, reader: User, *, with_place: bool) -> Event:
    event = Event()
    event.add("uid", f"session-{planned.uid}@{settings.SITE_HOST}")
    event.add("sequence", planned.sequence)
    event.add("dtstamp", planned.changed_at.astimezone(UTC))
    event.add("dtstart", planned.starts_at.astimezone(UTC))
    event.add("dtend", planned.ends_at.astimezone(UTC))
    event.add("summary", _summary(planned, reader))
    event.add("description", _description(planned))
    event.add("url", address_of(planned))
    event.add("status", "CONFIRMED" if planned.is_planned else "CANCELLED")
    if with_place and planned.place:
        event.add("location", planned.place)
    return event


def _summary(planned: PlannedSession, reader: User) -> str:
    return f"Session with {planned.pairing.partner_of(reader).first_name}"


def _description(planned: PlannedSession) -> str:
    return f"{planned.pairing.program.name}\n{address_of(planned)}"


def _person(address: str, name: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params["CN"] = " ".join(name.replace('"', "’").split())  # a parameter can't hold a quote
    return person


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
