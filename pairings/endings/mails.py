"""The mails about a pair's ending: each is checked again at the moment it goes out, in a constant number of queries.

Coordinators can read a program's mails, so none quotes thanks, a proposal's word, or the words for coordinators.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.notifications.planning.kinds import COORDINATORS, PAIR, Kind, Letter, Prepare, Prepared, Suppressed
from mentoring.notifications.planning.models import Notification
from pairings.endings.models import EndingProposal, EndingWish
from pairings.pair.models import Pairing
from programs.program.models import Membership

ENDED = "The pair had ended before this went out."
GONE = "The recipient no longer takes part."


@dataclass(frozen=True)
class News:
    """One notification with the rows that say whether it is still true."""

    row: Notification
    pairing: Pairing
    written: set[int]  # memberships that have thanked
    finished: set[int]
    proposal: EndingProposal | None
    wish: EndingWish | None
    coordinates: bool  # still, where a coordinator is told

    @property
    def recipient(self) -> User:
        return self.row.recipient

    @property
    def mine(self) -> int:
        pairing = self.pairing
        return pairing.mentor_id if pairing.mentor.user_id == self.recipient.pk else pairing.mentee_id


Words = Callable[[News], dict[str, Any] | str]  # the words of the mail, or why there is none


def for_pair(words: Words) -> Prepare:
    """A `prepare` for a kind that one of the two is told of while they are a pair."""

    def decide(news: News) -> Prepared:
        if not news.pairing.is_live:
            return Suppressed(ENDED)
        if not news.pairing.has(news.recipient):
            return Suppressed("The recipient isn't in this pair.")
        return _letter(news, words(news), _of_pair(news))

    return _each(decide)


def for_coordinators(words: Words) -> Prepare:
    def decide(news: News) -> Prepared:
        if not news.coordinates:
            return Suppressed(GONE)
        said = {"pair": str(news.pairing), "why": f"You coordinate {news.pairing.program.name}."}
        return _letter(news, words(news), said)

    return _each(decide)


def thanks_words(news: News) -> dict[str, Any] | str:
    """The same mail whether it opens now or waits: it was the partner who wrote."""
    return {"is_open": news.mine in news.written}


def finished_words(news: News) -> dict[str, Any] | str:
    theirs = news.finished - {news.mine}
    if not theirs:
        return "They had taken it back before this went out."
    if news.mine in news.finished:
        return "They had finished themselves before this went out."
    return {"ends_on": news.pairing.ends_on}


def proposed_words(news: News) -> dict[str, Any] | str:
    if news.proposal is None or news.proposal.state != EndingProposal.State.OPEN:
        return "It was answered, or taken back, before this went out."
    return {}


def not_yet_words(news: News) -> dict[str, Any] | str:
    return {}


def ended_words(news: News) -> dict[str, Any] | str:
    pairing = news.pairing
    departure = getattr(pairing, "departure", None)
    return {
        "ended_on": pairing.ended_on,
        "ending": pairing.ending,
        "who": str(departure.member.user) if departure else "",
        "has_words": bool(departure and departure.words),
    }


def wish_words(news: News) -> dict[str, Any] | str:
    if news.wish is None:
        return "It is gone."
    who = news.wish.member.user
    return {"who": str(who), "who_first": who.first_name, "wish": news.wish.as_told, "has_words": bool(news.wish.words)}


def _letter(news: News, words: dict[str, Any] | str, common: dict[str, Any]) -> Prepared:
    if isinstance(words, str):
        return Suppressed(words)
    path = reverse("ending", args=[news.pairing.pk])
    context = {**common, **words, "page_url": settings.SITE_URL + path}
    return Letter(context, news.pairing.program.name, thread=f"pairing-{news.pairing.pk}", url=path)


def _of_pair(news: News) -> dict[str, Any]:
    partner = news.pairing.partner_of(news.recipient)
    role = "mentor" if news.recipient.pk == news.pairing.mentor.user_id else "mentee"
    why = f"You are {partner.first_name}’s {role} in {news.pairing.program.name}."
    return {"partner": str(partner), "partner_first": partner.first_name, "why": why}


def _each(decide: Callable[[News], Prepared]) -> Prepare:
    def run(rows: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
        gone: dict[int, Prepared] = {row.pk: Suppressed("The pair is gone.") for row in rows}
        return gone | {news.row.pk: decide(news) for news in _load(rows)}

    return run


def _load(rows: Sequence[Notification]) -> list[News]:
    def named(name: str) -> set[int]:
        return {row.payload[name] for row in rows if name in row.payload}

    found = Pairing.objects.with_people().select_related("departure__member__user")
    pairings = found.prefetch_related("thanks", "finishes").in_bulk(named("pairing"))
    proposals = EndingProposal.objects.in_bulk(named("proposal"))
    wishes = EndingWish.objects.select_related("member__user").in_bulk(named("wish"))
    coordinators = Membership.objects.coordinators().in_bulk(named("membership"))

    def news(row: Notification, pairing: Pairing) -> News:
        return News(
            row,
            pairing,
            written={one.member_id for one in pairing.thanks.all()},
            finished={one.member_id for one in pairing.finishes.all()},
            proposal=proposals.get(row.payload.get("proposal", 0)),
            wish=wishes.get(row.payload.get("wish", 0)),
            coordinates=row.payload.get("membership") in coordinators,
        )

    return [news(row, pairings[row.payload["pairing"]]) for row in rows if row.payload["pairing"] in pairings]


def sample(**more: Any) -> dict[str, Any]:
    return {
        "partner": "Sam Lee",
        "partner_first": "Sam",
        "program": "Women in Engineering",
        "why": "You are Sam’s mentor in Women in Engineering.",
        "page_url": f"{settings.SITE_URL}/example",
        "is_open": False,
        "ends_on": date(2026, 12, 18),
        **more,
    }


def sample_for_coordinators() -> dict[str, Any]:
    pair = {"pair": "Sam Lee with Miriam Okafor", "why": "You coordinate Women in Engineering."}
    how = {"ended_on": date(2026, 12, 1), "ending": "one_sided", "has_words": True}
    return sample(**pair, **how, who="Sam Lee", who_first="Sam", wish="asks for a new match")


KINDS = [
    Kind("thanks_written", "Your partner has thanked you", for_pair(thanks_words), sample, roles=PAIR),
    Kind("ending_finished", "Your partner has finished", for_pair(finished_words), sample, roles=PAIR),
    Kind("ending_proposed", "Your partner proposes to end", for_pair(proposed_words), sample, roles=PAIR),
    Kind("ending_not_yet", "Your partner would like to go on", for_pair(not_yet_words), sample, roles=PAIR),
    Kind("pair_ended", "A pair has ended", for_coordinators(ended_words), sample_for_coordinators, roles=COORDINATORS),
    Kind(
        "ending_wish",
        "A wish after the end",
        for_coordinators(wish_words),
        sample_for_coordinators,
        service=True,
        roles=COORDINATORS,
    ),
]
