"""The mail that asks the other whether a session was useful."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from mentoring.notifications.answering import links
from mentoring.notifications.planning.kinds import Kind, Prepared, Suppressed
from mentoring.notifications.planning.models import Notification
from pairings.sessions.models import Session
from pairings.times.mails import ENDED, GONE, address, letter, members_told, sample
from pairings.usefulness.models import Usefulness


def prepare_logged(notifications: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    sessions = Session.objects.with_people().in_bulk({row.payload["session"] for row in notifications})
    members = members_told(notifications)
    answered = set(Usefulness.objects.filter(session__in=sessions).values_list("session_id", "author_id"))

    def decide(row: Notification) -> Prepared:
        session, member = sessions.get(row.payload["session"]), members.get(row.payload["membership"])
        if session is None:
            return Suppressed("The session was taken back before this went out.")
        if not session.pairing.is_live:
            return Suppressed(ENDED)
        if member is None:
            return Suppressed(GONE)
        if (session.pk, member.user_id) in answered:
            return Suppressed("They had answered before this went out.")
        answer = address("useful_answer", links.make("useful", user_id=member.user_id, object_id=session.pk))
        choices = [{"label": label, "url": f"{answer}?a={value}"} for value, label in Usefulness.Answer.choices]
        more = {"held_on": session.held_on, "minutes": session.minutes, "answers": choices}
        acts = [(one["label"], one["url"]) for one in choices]
        return letter(session.pairing, member, more, reverse("useful", args=[session.pk]), acts)

    return {row.pk: decide(row) for row in notifications}


def _sample_logged() -> dict[str, Any]:
    answers = [
        {"label": label, "url": f"{settings.SITE_URL}/example?a={value}"} for value, label in Usefulness.Answer.choices
    ]
    return sample(held_on=date(2026, 12, 1), answers=answers)


KINDS = [Kind("session_logged", "Was your session useful?", prepare=prepare_logged, sample=_sample_logged)]
