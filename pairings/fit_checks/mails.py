"""The mails about a fit check: the question to the two and, without its words, a “no” to the coordinators."""

from django.urls import reverse

from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import COORDINATORS, PAIR, Letter
from pairings.fit_checks.models import FitCheck
from pairings.pair import samples
from pairings.pair.letters import ANSWERED, ENDED, NOT_OF_PAIR, PAIRS, PairNotice, by_pairing, choices
from pairings.pair.models import Pairing
from programs.program.letters import coordinating
from programs.program.models import Program

DUE, NO = "fit_check_due", "fit_check_no"


def due(notice: PairNotice[Pairing]) -> Letter | str:
    if over := notice.over(NOT_OF_PAIR):
        return over
    mine = next((one for one in _said(notice) if one.member.user_id == notice.reader.pk), None)
    day = mine.ask_again_on.isoformat() if mine and mine.ask_again_on else None
    if mine and (day is None or day != notice.row.payload.get("ask_again_on")):
        return ANSWERED
    if notice.pairing.state != Pairing.State.ACTIVE or notice.pairing.program.state != Program.State.RUNNING:
        return "The pair took a pause, or the program didn't run, when this was to go out."
    url = notice.answer_url("fit_check_answer", "fit", object_id=notice.pairing.pk)
    answers = choices(url, "answer", FitCheck.Answer.choices)
    path = reverse("fit_check", args=[notice.pairing.pk])
    return notice.letter(path, answers=answers, is_again=mine is not None)


def said_no(notice: PairNotice[Pairing]) -> Letter | str:
    if not notice.pairing.is_live:
        return ENDED
    said = next((one for one in _said(notice) if one.pk == notice.row.payload["fit_check"]), None)
    if said is None or said.answer != FitCheck.Answer.NO:
        return "The answer was changed before this went out."
    who = said.member.user
    return notice.plain_letter(
        reverse("pair", args=[notice.pairing.pk]),
        coordinating(notice.pairing.program),
        thread=notice.thread,
        pair=str(notice.pairing),
        who=str(who),
        who_first=who.first_name,
        wish=said.get_wish_display() if said.wish else "",
        has_words=bool(said.words),
    )


def _said(notice: PairNotice[Pairing]) -> list[FitCheck]:
    return notice.ask(_answers).get(notice.pairing.pk, [])


def _answers(batch: Batch) -> dict[int, list[FitCheck]]:
    rows = FitCheck.objects.filter(pairing__in=batch.ids("pairing", DUE, NO))
    return by_pairing(rows.select_related("member__user"))


SAMPLE_DUE = samples.of_mentor(answers=samples.answers(FitCheck.Answer.labels))
SAMPLE_NO = samples.of_coordinator(who="Sam Lee", who_first="Sam", wish=FitCheck.Wish.NEW_MATCH.label, has_words=True)
KINDS = [
    PAIRS.kind(DUE, "Does it fit?", due, SAMPLE_DUE, gone=ENDED, roles=PAIR),
    PAIRS.kind(NO, "A pair doesn’t fit", said_no, SAMPLE_NO, gone=ENDED, roles=COORDINATORS),
]
