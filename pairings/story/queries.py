"""The moments of a pair that this app knows: start, end, anniversaries, sessions, kept promises, kudos, feedback."""

from datetime import datetime

from django.urls import reverse

from mentoring.accounts.models import User
from pairings.feedback.models import Feedback
from pairings.kudos.models import Kudos
from pairings.pair.models import Pairing
from pairings.promises.models import Promise
from pairings.sessions.models import Session
from pairings.story import moments as stories
from pairings.story.moments import Moment


def moments(pairing: Pairing, viewer: User, now: datetime) -> list[Moment]:
    """For the two; empty for anybody else. Four queries. Load the pairing `with_people()`."""
    if not pairing.has(viewer):
        return []
    return [
        *_days(pairing, now),
        *_sessions(pairing),
        *_promises(pairing, viewer),
        *_kudos(pairing, viewer),
        *_feedback(pairing, viewer, now),
    ]


def name_of(person: int, pairing: Pairing, viewer: User) -> str:
    if person == viewer.pk:
        return "You"
    return next(one.user for one in (pairing.mentor, pairing.mentee) if one.user_id == person).first_name


def _days(pairing: Pairing, now: datetime) -> list[Moment]:
    today = pairing.program.today(now)
    last = min(today, pairing.ended_on or today)
    found = [Moment(pairing.started_on, "You became a pair", "link", "ok", rank=-1)]
    for months, on in stories.anniversaries(pairing.started_on, until=last):
        words = "One year" if months == 12 else f"{months} months"
        found.append(Moment(on, f"{words} together", "calendar-heart", "ok"))
    if pairing.ended_on:
        found.append(Moment(pairing.ended_on, "Your time as a pair ended", "flag", "neutral", rank=9))
    return found


def _sessions(pairing: Pairing) -> list[Moment]:
    rows = Session.objects.filter(pairing=pairing).order_by().values_list("pk", "held_on", "minutes")
    return [
        Moment(on, f"You met for {minutes} minutes", "messages-square", url=reverse("session", args=[pk]), rank=1)
        for pk, on, minutes in rows
    ]


def _promises(pairing: Pairing, viewer: User) -> list[Moment]:
    rows = Promise.objects.filter(pairing=pairing, state=Promise.State.KEPT).order_by("pk")
    found = []
    for on, text, owner in rows.values_list("settled_on", "text", "owner"):
        who = name_of(pairing.member(owner).user_id, pairing, viewer)
        found.append(Moment(on or pairing.started_on, f"{who} kept a promise", "handshake", "ok", words=text, rank=2))
    return found


def _kudos(pairing: Pairing, viewer: User) -> list[Moment]:
    rows = Kudos.objects.visible_to(viewer).filter(pairing=pairing).order_by("pk")
    found = []
    for at, text, by in rows.values_list("given_at", "text", "by_id"):
        who = name_of(by, pairing, viewer)
        title = f"{who} said thank you"
        found.append(Moment(pairing.own_day(by, at), title, "heart", "ok", words=text, who=who, rank=4))
    return found


def _feedback(pairing: Pairing, viewer: User, now: datetime) -> list[Moment]:
    """Says only that it was given; the words stay on their own page."""
    rows = Feedback.objects.visible_to(viewer, now=now).filter(pairing=pairing).order_by("pk")
    return [
        Moment(
            pairing.own_day(by, at),
            f"{name_of(by, pairing, viewer)} gave feedback",
            "message-square-quote",
            url=reverse("feedback_item", args=[pk]),
            rank=3,
        )
        for pk, at, by in rows.values_list("pk", "sent_at", "author_id")
    ]
