"""The agenda of a pair: its points, the promises and questions it lists by itself, and prompts to start with."""

from dataclasses import dataclass, field
from datetime import date, datetime

from mentoring.accounts.models import User
from pairings.agenda import prompts, questions
from pairings.agenda.models import AgendaItem
from pairings.pair.models import Pairing
from pairings.promises import queries as promises
from pairings.sessions.models import SessionLog

MOST = 100  # points shown; more than that is a list, not an agenda
REMEMBERED = 2  # how many logs the questions are chosen by


@dataclass
class Agenda:
    open: list[AgendaItem] = field(default_factory=list)
    questions: list[AgendaItem] = field(default_factory=list)  # still unanswered, in a list of their own
    done: list[AgendaItem] = field(default_factory=list)
    next_time: list[AgendaItem] = field(default_factory=list)
    is_cut: bool = False


def of_pair(pairing: Pairing, viewer: User, *, most: int | None = MOST) -> Agenda:
    rows = AgendaItem.objects.visible_to(viewer).coming().filter(pairing=pairing).select_related("by")
    items = list(rows[: most and most + 1])
    agenda = Agenda(is_cut=most is not None and len(items) > most)
    for item in items[:most]:
        _list_for(item, agenda).append(item)
    return agenda


def promised(pairing: Pairing, viewer: User, *, now: datetime) -> list[promises.Due]:
    return promises.first_due(pairing, viewer, now=now)


def stage(pairing: Pairing, *, today: date) -> prompts.Stage:
    return prompts.stage(sessions=pairing.sessions.count(), days_left=(pairing.ends_on - today).days)


def suggested(pairing: Pairing, viewer: User) -> list[questions.Question]:
    """Chosen only by the shared words of the last sessions; private notes play no part."""
    logs = SessionLog.objects.visible_to(viewer).filter(session__pairing=pairing).order_by("-session__held_on", "-pk")
    words = logs.values_list("shared_notes", "what_i_heard")[:REMEMBERED]
    return questions.choose("\n".join(text for row in words for text in row))


def _list_for(item: AgendaItem, agenda: Agenda) -> list[AgendaItem]:
    if item.state == AgendaItem.State.DONE:
        return agenda.done
    if item.state == AgendaItem.State.NEXT_TIME:
        return agenda.next_time
    return agenda.questions if item.kind == AgendaItem.Kind.QUESTION else agenda.open
