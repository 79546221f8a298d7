"""The mail that asks the other person whether a session was useful."""

from datetime import date

from django.urls import reverse

from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import Letter
from pairings.pair import letters, samples
from pairings.pair.letters import ANSWERED, TAKEN_BACK, PairNotice
from pairings.sessions.models import Session
from pairings.usefulness.models import Usefulness


def logged(notice: PairNotice[Session]) -> Letter | str:
    if over := notice.over():
        return over
    session = notice.about
    if (session.pk, notice.reader.pk) in notice.ask(_answered):
        return ANSWERED
    url = notice.answer_url("useful_answer", "useful", object_id=session.pk)
    answers = letters.choices(url, "a", Usefulness.Answer.choices)
    return notice.letter(
        reverse("useful", args=[session.pk]),
        actions=letters.actions(answers),
        held_on=session.held_on,
        minutes=session.minutes,
        answers=answers,
    )


def _sessions(batch: Batch) -> dict[int, Session]:
    return Session.objects.with_people().in_bulk(batch.ids("session"))


def _answered(batch: Batch) -> set[tuple[int, int]]:
    """Pairs of session id and person id."""
    rows = Usefulness.objects.filter(session__in=batch.ids("session"))
    return set(rows.values_list("session_id", "author_id"))


SAMPLE = samples.of_mentor(
    held_on=date(2026, 12, 1), minutes=60, answers=letters.choices(samples.EXAMPLE, "a", Usefulness.Answer.choices)
)
SESSIONS = letters.about("session", _sessions)
KINDS = [SESSIONS.kind("session_logged", "Was your session useful?", logged, SAMPLE, gone=TAKEN_BACK)]
