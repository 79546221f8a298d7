"""Whoever was sent an invitation gets each later change of the session, also where they made it themselves."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from mentoring.notifications.inbox.queries import inbox
from mentoring.notifications.planning import aging, kinds
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.sending.postman import message_of
from mentoring.notifications.writing import composing as delivery
from pairings.calendars import actions as calendars
from pairings.endings import actions as endings
from pairings.models import Pairing
from pairings.pauses import actions as pauses
from pairings.times.actions import planning as planned_sessions
from pairings.times.actions import proposing as time_proposals
from tests.pages import hides, shows

NOW = timezone.now().replace(minute=0, second=0, microsecond=0)
SOON, LATER = NOW + timedelta(days=8), NOW + timedelta(days=9)
pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast):
    return Pairing.objects.with_people().get(pk=cast.pairing.pk)


@pytest.fixture
def planned(cast, pair):
    """Booked by the mentor; the mentee has it in their calendar."""
    found = planned_sessions.book(pair, starts_at=SOON, minutes=60, by=cast.mentor, now=NOW)
    delivery.compose(timezone.now())
    return found


def move(planned, by, to=LATER):
    planned_sessions.move(planned, starts_at=to, minutes=60, place="", note="", by=by, now=NOW)


def sent_to(user):
    """What the person's calendar has got: method and sequence, in order."""
    delivery.compose(timezone.now())
    return [event_of(mail) for mail in Mail.objects.filter(to=user.email).order_by("pk") if mail.calendar]


def event_of(mail):
    [event] = Calendar.from_ical(mail.calendar["ics"]).walk("VEVENT")
    return mail.calendar["method"], event["SEQUENCE"], event["DTSTART"].dt


ACTS = {
    "moves": lambda cast, planned: move(planned, cast.mentee),
    "cancels": lambda cast, planned: planned_sessions.cancel(planned, by=cast.mentee, now=NOW),
    "ends the pair": lambda cast, planned: endings.part(planned.pairing, by=cast.mentee, now=NOW),
    "takes a pause": lambda cast, planned: pauses.pause(
        planned.pairing, returns_on=(SOON + timedelta(days=3)).date(), by=cast.mentee, now=NOW
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_one_s_own_calendar_follows_whatever_one_does(cast, planned, act):
    assert sent_to(cast.mentee) == [("REQUEST", 0, SOON)]
    ACTS[act](cast, planned)
    change = ("REQUEST", 1, LATER) if act == "moves" else ("CANCEL", 1, SOON)
    assert sent_to(cast.mentee) == [("REQUEST", 0, SOON), change]
    assert sent_to(cast.mentor) == [change]


def test_who_planned_it_is_asked_nothing_until_the_partner_moves_it_and_then_follows(cast, planned):
    assert sent_to(cast.mentor) == []
    planned_sessions.move(planned, starts_at=SOON, minutes=60, place="Room 5", note="", by=cast.mentor, now=NOW)
    assert sent_to(cast.mentor) == []  # nothing of it is in their calendar
    move(planned, cast.mentee)
    assert sent_to(cast.mentor) == [("REQUEST", 2, LATER)]
    planned_sessions.cancel(planned, by=cast.mentor, now=NOW)
    assert sent_to(cast.mentor) == [("REQUEST", 2, LATER), ("CANCEL", 3, LATER)]
    assert [one[:2] for one in sent_to(cast.mentee)] == [("REQUEST", 0), ("REQUEST", 1), ("REQUEST", 2), ("CANCEL", 3)]


def test_who_declines_what_they_picked_and_picks_again(cast, pair):
    proposal = time_proposals.propose(
        pair, starts=[SOON, LATER], minutes=60, by=cast.mentor, now=NOW, form_key="5f0c3b62-6d5e-4a55-9a50-3c1a4f6f2d12"
    )
    first, second = (proposal.times.get(starts_at=at).pk for at in (SOON, LATER))
    planned = time_proposals.pick(proposal, time=first, by=cast.mentee, now=NOW)
    move(planned, cast.mentor, SOON + timedelta(hours=2))
    assert sent_to(cast.mentee) == [("REQUEST", 1, SOON + timedelta(hours=2))]
    time_proposals.none_fits(proposal, by=cast.mentee, now=NOW)
    assert sent_to(cast.mentee)[1:] == [("CANCEL", 2, SOON + timedelta(hours=2))]
    time_proposals.pick(proposal, time=second, by=cast.mentee, now=NOW)
    assert sent_to(cast.mentee)[2:] == [("REQUEST", 3, LATER)]


def test_an_invitation_that_never_went_out_is_followed_by_nothing(cast, pair):
    planned = planned_sessions.book(pair, starts_at=SOON, minutes=60, by=cast.mentor, now=NOW)
    move(planned, cast.mentee)  # before anything was written
    assert sent_to(cast.mentee) == []
    told = Notification.objects.filter(recipient=cast.mentee).values_list("state", "reason")
    assert list(told) == [("suppressed", "The session was changed again before this went out.")]


def test_who_wants_no_invitations_any_more_still_gets_what_becomes_of_one(cast, planned):
    calendars.choose(cast.mentee, invitations=False)
    move(planned, cast.mentor)
    assert sent_to(cast.mentee) == [("REQUEST", 0, SOON), ("REQUEST", 1, LATER)]
    planned_sessions.cancel(planned, by=cast.mentee, now=NOW)
    assert sent_to(cast.mentee)[2:] == [("CANCEL", 2, LATER)]
    other = planned_sessions.book(planned.pairing, starts_at=SOON, minutes=60, by=cast.mentor, now=NOW)
    assert other.pk and len(sent_to(cast.mentee)) == 3  # without an invitation


def test_the_email_about_one_s_own_act_is_for_the_calendar_and_stands_in_no_inbox(cast, planned):
    before = inbox(cast.mentee).count()
    move(planned, cast.mentee)
    delivery.compose(timezone.now())
    mail = Mail.objects.filter(to=cast.mentee.email).last()
    assert mail.subject.startswith("For your calendar: session with Miriam, ")
    for words in (mail.text, mail.html):
        assert "You changed your session with Miriam Okafor." in words
        assert "This email brings the change to your calendar, too." in words
        hides(words, "doesn’t fit", "Say so", "14 days")
    planned_sessions.cancel(planned, by=cast.mentee, now=NOW)
    delivery.compose(timezone.now())
    mail = Mail.objects.filter(to=cast.mentee.email).last()
    assert mail.subject.startswith("For your calendar: canceled session with Miriam, ")
    assert "This email takes it out of your calendar, too." in mail.text
    assert inbox(cast.mentee).count() == before


def test_who_has_left_the_program_still_gets_the_session_out_of_their_calendar(cast, planned):
    endings.part(planned.pairing, by=cast.mentee, now=NOW)
    cast.mentee_in.state = "left"
    cast.mentee_in.save()
    assert sent_to(cast.mentee)[1:] == [("CANCEL", 1, SOON)]
    mail = Mail.objects.filter(to=cast.mentee.email).last()
    hides(mail.text + mail.html, "Find another time")


def test_that_it_was_an_invitation_stays_when_the_text_of_an_email_goes(cast, planned):
    Mail.objects.update(state="sent", sent_at=NOW)
    [kind] = [one for one in aging.KINDS if one.name == "mails"]
    kind.clear(kind.old(NOW + timedelta(days=1)))
    mail = Mail.objects.get()
    assert (mail.text, mail.calendar) == ("", {"method": "REQUEST"})
    assert "calendar" not in message_of(mail).message().as_string()
    planned_sessions.cancel(planned, by=cast.mentee, now=NOW)
    delivery.compose(timezone.now())
    assert event_of(Mail.objects.filter(to=cast.mentee.email).last()) == ("CANCEL", 1, SOON)


def test_the_file_of_a_canceled_session_takes_it_out_again(cast, planned, sign_in):
    address, page = reverse("planned_ics", args=[planned.pk]), reverse("planned_session", args=[planned.pk])
    for person in (cast.mentor, cast.mentee):
        calendar = Calendar.from_ical(sign_in(person).get(address).content)
        assert (calendar["METHOD"], calendar.walk("VEVENT")[0]["STATUS"]) == ("PUBLISH", "CONFIRMED")
    planned_sessions.cancel(planned, by=cast.mentor, now=NOW)
    for person in (cast.mentor, cast.mentee):
        calendar = Calendar.from_ical(sign_in(person).get(address).content)
        [event] = calendar.walk("VEVENT")
        assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
        assert str(event["ATTENDEE"]) == f"mailto:{person.email}"
        shows(sign_in(person).get(page), "Take it out (.ics)")


def test_one_question_for_a_whole_batch(cast, planned, django_assert_max_num_queries):
    calendars.choose(cast.mentee, invitations=False)
    for days in (2, 3, 4):
        at = SOON + timedelta(days=days)
        planned_sessions.book(planned.pairing, starts_at=at, minutes=60, by=cast.mentor, now=NOW)
    rows = list(Notification.objects.filter(recipient=cast.mentee, state="planned").select_related("recipient"))
    with django_assert_max_num_queries(3):
        kinds.get("session_invited").prepare(rows, NOW)
