"""The mail to a mentee whose mentor wrote down what they heard. It never quotes the words.

They are shown behind the link, which coordinators don't get to see.
"""

from datetime import date

from django.urls import reverse

from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import Letter
from pairings.listening.actions import mark
from pairings.listening.models import HeardAnswer
from pairings.pair import letters, samples
from pairings.pair.letters import ANSWERED, TAKEN_BACK, PairNotice
from pairings.sessions.models import Session


def waits(notice: PairNotice[Session]) -> Letter | str:
    if over := notice.over():
        return over
    session, told = notice.about, notice.row.payload["words"]
    log, answer = getattr(session, "log", None), getattr(session, "heard_answer", None)
    if log is None or mark(log.what_i_heard) != told:
        return "The mentor has changed these words; the newer ones are told instead."
    if answer and mark(answer.heard) == told:
        return ANSWERED
    page = notice.answer_url("heard_answer", "heard", object_id=session.pk)
    answers = letters.choices(page, "a", HeardAnswer.Answer.choices)
    return notice.letter(
        reverse("session_heard", args=[session.pk]),
        actions=letters.actions(answers),
        held_on=session.held_on,
        is_again=answer is not None,
        answers=answers,
        page_url=page,
    )


def _sessions(batch: Batch) -> dict[int, Session]:
    found = Session.objects.with_people().select_related("log", "heard_answer")
    return found.in_bulk(batch.ids("session"))


SAMPLE = samples.of_mentee(
    held_on=date(2026, 12, 1), is_again=False, answers=samples.answers(HeardAnswer.Answer.labels)
)
SESSIONS = letters.about("session", _sessions)
KINDS = [
    SESSIONS.kind("heard_waits", "What your mentor heard", waits, SAMPLE, gone=TAKEN_BACK, roles=frozenset({"mentee"})),
]
