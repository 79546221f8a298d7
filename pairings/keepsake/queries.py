"""The keepsake of a pair: what each has released and both may read, and what each could release."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef
from django.db.models.functions import JSONArray

from pairings.farewells.models import Reflection, Thanks
from pairings.feedback.models import Feedback
from pairings.keepsake import sources as keepsakes
from pairings.keepsake.models import KeepsakePiece
from pairings.keepsake.sources import Piece, Source
from pairings.kudos.models import Kudos
from pairings.pair.access import View
from pairings.pair.models import Pairing
from pairings.sessions.models import SessionLog
from programs.program.models import Membership


@dataclass(frozen=True)
class Chapter:
    title: str
    pieces: list[tuple[Membership, Piece]]


@dataclass(frozen=True)
class Offer:
    """The viewer's own pieces of one source, each with the value that its checkbox sends."""

    title: str
    pieces: list[tuple[str, Piece]]


@dataclass(frozen=True)
class Keepsake:
    chapters: list[Chapter]
    offers: list[Offer]
    released: list[str]  # the checkbox values of the viewer's own released pieces


def keepsake(seen: View, *, now: datetime) -> Keepsake:
    """One query for what is released, thanks and reflections, and at most one for each other source."""
    pairing = seen.pairing
    _load(pairing)
    me = pairing.mentor_id if seen.side == "mentor" else pairing.mentee_id
    released = {(member, source, key) for member, source, key in pairing.released}  # type: ignore[attr-defined]  # loaded
    found = [(source, source.pieces(pairing, now)) for source in keepsakes.sources()]
    chapters = [_chapter(pairing, source, pieces, released) for source, pieces in found]
    offers = [Offer(source.title, _mine(source, pieces, me)) for source, pieces in found]
    return Keepsake(
        chapters=[one for one in chapters if one.pieces],
        offers=[one for one in offers if one.pieces],
        released=[value_of(source, key) for member, source, key in sorted(released) if member == me],
    )


def value_of(source: str, key: str) -> str:
    return f"{source}:{key}"


def thanks_of(pairing: Pairing, now: datetime) -> list[Piece]:
    _load(pairing)
    rows: list[Any] = pairing.thanks_rows  # type: ignore[attr-defined]  # loaded
    are_open = len(rows) == 2 or not pairing.is_live
    return [Piece(str(pk), member, "Thank you", text, is_open=are_open) for pk, member, text in rows]


def reflections_of(pairing: Pairing, now: datetime) -> list[Piece]:
    """Only those that are shared, in the order of the questions."""
    _load(pairing)
    order = Reflection.Question
    rows = sorted(pairing.shared_rows, key=lambda row: order.values.index(row[0]))  # type: ignore[attr-defined]
    return [Piece(question, member, str(order(question).label), text) for question, member, text in rows]


def heard_of(pairing: Pairing, now: datetime) -> list[Piece]:
    """What the mentor heard in the first session and in the last."""
    rows = SessionLog.objects.filter(session__pairing=pairing).exclude(what_i_heard="").select_related("session")
    found = list(rows.only("what_i_heard", "session__held_on").order_by("session__held_on", "session__pk"))
    pieces = [("What I heard in our first session", found[0])] if found else []
    pieces += [("What I heard in our last session", found[-1])] if len(found) > 1 else []
    return [
        Piece(str(log.session_id), pairing.mentor_id, title, log.what_i_heard, on=log.session.held_on)
        for title, log in pieces
    ]


def kudos_of(pairing: Pairing, now: datetime) -> list[Piece]:
    rows = Kudos.objects.filter(pairing=pairing).order_by("given_at", "pk")
    return [
        Piece(
            str(one.pk),
            keepsakes.side_of(pairing, one.by_id),
            "Kudos",
            one.text,
            on=pairing.own_day(one.by_id, one.given_at),
        )
        for one in rows
    ]


def feedback_of(pairing: Pairing, now: datetime) -> list[Piece]:
    """Without the next step, which is no longer of interest."""
    return [
        Piece(
            str(one.pk),
            keepsakes.side_of(pairing, one.author_id),
            "Feedback",
            "\n\n".join(filter(None, [one.strength, one.situation, one.effect])),
            on=pairing.own_day(one.author_id, one.sent_at),
            is_open=one.is_open(now),
        )
        for one in Feedback.objects.filter(pairing=pairing).order_by("sent_at", "pk")
    ]


def register() -> None:
    keepsakes.register("thanks", "Thanks", thanks_of)
    keepsakes.register("reflection", "What we take with us", reflections_of)
    keepsakes.register("heard", "What was heard", heard_of)
    keepsakes.register("kudos", "Kudos", kudos_of)
    keepsakes.register("feedback", "Feedback", feedback_of)


@cache
def _needed() -> dict[str, Any]:
    of_pair = {"pairing": OuterRef("pk")}
    released = KeepsakePiece.objects.filter(**of_pair).order_by("pk")
    thanks = Thanks.objects.filter(**of_pair).order_by("written_at")
    shared = Reflection.objects.filter(**of_pair, is_shared=True).order_by("member")
    return {
        "released": ArraySubquery(released.values(json=JSONArray("member", "source", "key"))),
        "thanks_rows": ArraySubquery(thanks.values(json=JSONArray("pk", "member", "text"))),
        "shared_rows": ArraySubquery(shared.values(json=JSONArray("question", "member", "text"))),
        "session_count": Count("sessions"),
    }


def _load(pairing: Pairing) -> None:
    """Sets on the pairing what the sources here need, with one query for all of them."""
    if not hasattr(pairing, "shared_rows"):
        vars(pairing).update(Pairing.objects.values(**_needed()).get(pk=pairing.pk))


def _chapter(pairing: Pairing, source: Source, pieces: Sequence[Piece], released: set[tuple[int, str, str]]) -> Chapter:
    shown = [one for one in pieces if one.is_open and (one.author, source.name, one.key) in released]
    return Chapter(source.title, [(pairing.member(one.author), one) for one in shown])


def _mine(source: Source, pieces: Sequence[Piece], me: int) -> list[tuple[str, Piece]]:
    return [(value_of(source.name, one.key), one) for one in pieces if one.author == me]
