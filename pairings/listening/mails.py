"""The mail to a mentee whose mentor wrote down what they heard: that it waits for an answer, never what it says.

The coordinators of a program can read its mails; the words stand behind the link, which is cut off for them.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from mentoring.notifications.answering import links
from mentoring.notifications.planning.kinds import Kind, Letter, Prepared, Suppressed
from mentoring.notifications.planning.models import Notification
from pairings.listening.actions import mark
from pairings.listening.models import HeardAnswer
from pairings.sessions.models import Session
from programs.program.models import Membership


def prepare(rows: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    sessions = Session.objects.with_people().select_related("log", "heard_answer")
    found = sessions.in_bulk({row.payload["session"] for row in rows})
    ids = {row.payload["membership"] for row in rows}
    members = Membership.objects.active().select_related("user").in_bulk(ids)
    return {
        row.pk: _decide(row, found.get(row.payload["session"]), members.get(row.payload["membership"])) for row in rows
    }


def _decide(row: Notification, session: Session | None, member: Membership | None) -> Prepared:
    if session is None:
        return Suppressed("The session was taken back before this went out.")
    if not session.pairing.is_live:
        return Suppressed("The pair had ended before this went out.")
    if member is None:
        return Suppressed("The recipient no longer takes part.")
    log, answer = getattr(session, "log", None), getattr(session, "heard_answer", None)
    if log is None or mark(log.what_i_heard) != row.payload["words"]:
        return Suppressed("The mentor has changed these words; the newer ones are told instead.")
    if answer and mark(answer.heard) == row.payload["words"]:
        return Suppressed("They had answered before this went out.")
    return _letter(session, member, is_again=answer is not None)


def _letter(session: Session, member: Membership, *, is_again: bool) -> Letter:
    mentor, program = session.pairing.mentor.user, session.pairing.program.name
    token = links.make("heard", user_id=member.user_id, object_id=session.pk)
    page = settings.SITE_URL + reverse("heard_answer", args=[token])
    answers = [{"label": label, "url": f"{page}?a={value}"} for value, label in HeardAnswer.Answer.choices]
    context = {
        "partner": str(mentor),
        "partner_first": mentor.first_name,
        "held_on": session.held_on,
        "is_again": is_again,
        "answers": answers,
        "page_url": page,
        "why": f"You are {mentor.first_name}’s mentee in {program}.",
    }
    acts = tuple((one["label"], one["url"]) for one in answers)
    path = reverse("session_heard", args=[session.pk])
    return Letter(context, program, thread=f"pairing-{session.pairing_id}", url=path, actions=acts)


def sample() -> dict[str, Any]:
    example = f"{settings.SITE_URL}/example"
    return {
        "partner": "Miriam Okafor",
        "partner_first": "Miriam",
        "held_on": date(2026, 12, 1),
        "is_again": False,
        "answers": [{"label": label, "url": example} for label in HeardAnswer.Answer.labels],
        "page_url": example,
        "why": "You are Miriam’s mentee in Women in Engineering.",
    }


KINDS = [Kind("heard_waits", "What your mentor heard", prepare, sample, roles=frozenset({"mentee"}))]
