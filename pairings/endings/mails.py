"""The mails about a pair's ending. They never quote the word of a proposal or the words for coordinators."""

from datetime import date
from typing import Any

from django.urls import reverse

from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import COORDINATORS, PAIR, Letter
from pairings.endings.models import Departure, EndingProposal, EndingWish, Finish
from pairings.pair import samples, spans
from pairings.pair.letters import GONE, HAS_LEFT, NOT_OF_PAIR, PAIRS, PairNotice
from pairings.pair.models import Pairing
from programs.program.letters import coordinating
from programs.program.models import Membership

FINISHED, PROPOSED, NOT_YET = "ending_finished", "ending_proposed", "ending_not_yet"
HAS_ENDED, WISH = "pair_ended", "ending_wish"


def finished(notice: PairNotice[Pairing]) -> Letter | str:
    if over := notice.over(NOT_OF_PAIR):
        return over
    done, mine = notice.ask(_finished).get(notice.pairing.pk, set()), notice.side.pk
    if not done - {mine}:
        return "They had taken it back before this went out."
    if mine in done:
        return "They had finished themselves before this went out."
    is_past = spans.is_past(notice.pairing, notice.pairing.program.today(notice.now))
    return notice.letter(_page(notice), ends_on=notice.pairing.ends_on, is_past=is_past)


def proposed(notice: PairNotice[Pairing]) -> Letter | str:
    if over := notice.over(NOT_OF_PAIR):
        return over
    if notice.row.payload.get("proposal") not in notice.ask(_open_proposals):
        return "It was answered, or taken back, before this went out."
    return notice.letter(_page(notice))


def not_yet(notice: PairNotice[Pairing]) -> Letter | str:
    return notice.over(NOT_OF_PAIR) or notice.letter(_page(notice))


def ended(notice: PairNotice[Pairing]) -> Letter | str:
    if not _coordinates(notice):
        return HAS_LEFT
    pairing, departure = notice.pairing, notice.ask(_departures).get(notice.pairing.pk)
    return _to_coordinator(
        notice,
        ended_on=pairing.ended_on,
        ending=pairing.ending,
        who=str(departure.member.user) if departure else "",
        has_words=bool(departure and departure.words),
    )


def wished(notice: PairNotice[Pairing]) -> Letter | str:
    if not _coordinates(notice):
        return HAS_LEFT
    wish = notice.ask(_wishes).get(notice.row.payload.get("wish", 0))
    if wish is None:
        return "It is gone."
    who = wish.member.user
    return _to_coordinator(
        notice, who=str(who), who_first=who.first_name, wish=wish.as_told, has_words=bool(wish.words)
    )


def _to_coordinator(notice: PairNotice[Pairing], **words: Any) -> Letter:
    why, pair = coordinating(notice.pairing.program), str(notice.pairing)
    return notice.plain_letter(_page(notice), why, thread=notice.thread, pair=pair, **words)


def _page(notice: PairNotice[Pairing]) -> str:
    return reverse("ending", args=[notice.pairing.pk])


def _coordinates(notice: PairNotice[Pairing]) -> bool:
    return notice.row.payload.get("membership") in notice.ask(_coordinators)


def _coordinators(batch: Batch) -> set[int]:
    told = batch.ids("membership", HAS_ENDED, WISH)
    return set(Membership.objects.coordinators().filter(pk__in=told).values_list("pk", flat=True))


def _finished(batch: Batch) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    rows = Finish.objects.filter(pairing__in=batch.ids("pairing", FINISHED))
    for pairing, member in rows.values_list("pairing", "member"):
        found.setdefault(pairing, set()).add(member)
    return found


def _open_proposals(batch: Batch) -> set[int]:
    return set(EndingProposal.objects.open().filter(pk__in=batch.ids("proposal")).values_list("pk", flat=True))


def _departures(batch: Batch) -> dict[int, Departure]:
    rows = Departure.objects.filter(pairing__in=batch.ids("pairing", HAS_ENDED)).select_related("member__user")
    return {one.pairing_id: one for one in rows}


def _wishes(batch: Batch) -> dict[int, EndingWish]:
    return EndingWish.objects.select_related("member__user").in_bulk(batch.ids("wish"))


SAMPLE = samples.of_mentor(ends_on=date(2026, 12, 18))
SAMPLE_ENDED = samples.of_coordinator(ended_on=date(2026, 12, 1), ending="one_sided", has_words=True, who="Sam Lee")
SAMPLE_WISH = samples.of_coordinator(has_words=True, who="Sam Lee", who_first="Sam", wish="asks for a new match")
KINDS = [
    PAIRS.kind(FINISHED, "Your partner has finished", finished, SAMPLE, gone=GONE, roles=PAIR),
    PAIRS.kind(PROPOSED, "Your partner proposes to end", proposed, SAMPLE, gone=GONE, roles=PAIR),
    PAIRS.kind(NOT_YET, "Your partner would like to go on", not_yet, SAMPLE, gone=GONE, roles=PAIR),
    PAIRS.kind(HAS_ENDED, "A pair has ended", ended, SAMPLE_ENDED, gone=GONE, roles=COORDINATORS),
    PAIRS.kind(WISH, "A wish after the end", wished, SAMPLE_WISH, gone=GONE, service=True, roles=COORDINATORS),
]
