"""How far a pair is with its ending, as one of the two sees it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONArray

from mentoring.accounts.models import User
from pairings.endings.models import Departure, EndingProposal, EndingWish, Finish
from pairings.farewells.models import Thanks
from pairings.pair.access import View
from pairings.pair.models import Pairing
from pairings.sessions import queries as sessions
from pairings.times import queries as times
from pairings.times.models import planned_rows, proposed_rows
from pairings.times.next_steps import meeting_link
from pairings.times.queries import Planned
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Step

BEGINS = timedelta(days=14)  # before the last day
# Relationships of young people that ended within three months left them worse off than before: Grossman and Rhodes,
# “The test of time”, American Journal of Community Psychology 30 (2002).
TOO_SHORT = timedelta(days=90)


@dataclass(frozen=True)
class Proposal:
    """An open proposal to end early. `word` is only for the two."""

    pk: int
    is_mine: bool
    word: str


@dataclass(frozen=True)
class Parted:
    """One side has ended the pair. `words` is filled only for the one who wrote them to the coordinators."""

    is_mine: bool
    words: str


@dataclass(frozen=True)
class State:
    """`mine` and `theirs` say whether each wishes to end at once; None: that one hasn't finished yet."""

    begins_on: date
    has_begun: bool
    mine: bool | None
    theirs: bool | None
    proposal: Proposal | None
    partner_has_thanked: bool

    @property
    def is_settled(self) -> bool:
        return self.mine is not None and self.theirs is not None

    @property
    def waits_for_viewer(self) -> bool:
        return self.proposal is not None and not self.proposal.is_mine


@cache
def needed() -> dict[str, Any]:
    """Annotations that `state` needs on a pair.

    Cached, because building the subqueries takes longer than running them.
    """
    of_pair = {"pairing": OuterRef("pk")}
    closure = Touchpoint.objects.open().filter(**of_pair, step__kind=Step.Kind.CLOSURE, step__enabled=True)
    finished = Finish.objects.filter(**of_pair).order_by()
    proposals = EndingProposal.objects.open().filter(**of_pair).order_by()
    return {
        "finished": ArraySubquery(finished.values(json=JSONArray("member", "at_once"))),
        "end_proposed": Subquery(proposals.values(json=JSONArray("pk", "member", "word"))[:1]),
        "closure_due": Subquery(closure.order_by("due_on").values("due_on")[:1]),
        "thanked": ArraySubquery(Thanks.objects.filter(**of_pair).order_by().values("member")),
    }


def load(pairing: Pairing) -> None:
    """Set on the pairing what `state`, `parted`, `unlogged` and the card of the next session need, in one query."""
    departures = Departure.objects.filter(pairing=OuterRef("pk")).values(json=JSONArray("member", "words"))
    late = Touchpoint.objects.open().filter(pairing=OuterRef("pk"), step__kind=Step.Kind.SESSION, step__enabled=True)
    more: dict[str, Any] = {"departed": Subquery(departures[:1]), "session_count": Count("sessions")}
    more |= {"session_due": Subquery(late.order_by("due_on").values("due_on")[:1])}
    more |= {"planned_rows": planned_rows(), "proposed_rows": proposed_rows()}
    vars(pairing).update(Pairing.objects.values(**needed(), **more).get(pk=pairing.pk))


def state(pairing: Pairing, user: User, *, now: datetime) -> State:
    """One query, or none if the pairing was loaded with what is `needed()`."""
    if not hasattr(pairing, "closure_due"):
        vars(pairing).update(Pairing.objects.values(**needed()).get(pk=pairing.pk))
    known: Any = pairing
    mine, theirs = _sides(pairing, user)
    said, proposed = dict(known.finished), known.end_proposed
    begins_on = min(filter(None, [known.closure_due, pairing.ends_on - BEGINS]))
    return State(
        begins_on=begins_on,
        has_begun=begins_on <= pairing.program.today(now),
        mine=said.get(mine),
        theirs=said.get(theirs),
        proposal=Proposal(proposed[0], proposed[1] == mine, proposed[2]) if proposed else None,
        partner_has_thanked=theirs in known.thanked,
    )


@dataclass(frozen=True)
class Unlogged:
    """A meeting that isn't logged: a planned session, or the day a session was due."""

    day: date
    planned: Planned | None
    not_met: str  # where the viewer says that they didn't meet; empty for a session that was only due


def unlogged(pairing: Pairing, user: User, *, now: datetime) -> Unlogged | None:
    """What both are asked about before the pair ends, and after it as long as it can be logged.

    No query if the pairing was loaded with `load`.
    """
    today, until = pairing.program.today(now), sessions.last_day_to_log(pairing)
    if until and today > until:
        return None
    planned = times.outlook(pairing, now=now).unlogged
    if planned and planned.ends_at <= now:
        return Unlogged(planned.starts_at.astimezone(user.zone).date(), planned, meeting_link(user, planned))
    due_on: date | None = getattr(pairing, "session_due", None)
    return Unlogged(due_on, None, "") if due_on and due_on < today else None


def parted(pairing: Any, user: User) -> Parted | None:
    """How one side ended the pair, as far as this person may know it; None if none did. `load` the pair first."""
    if pairing.departed is None:
        return None
    by, words = pairing.departed
    is_mine = by == _sides(pairing, user)[0]
    return Parted(is_mine, words if is_mine else "")


def departure(pairing: Pairing) -> Departure | None:
    """Only for coordinators: who ended the pair alone, with the words for them."""
    return Departure.objects.filter(pairing=pairing).select_related("member__user").first()


def own_wish(seen: View) -> EndingWish | None:
    return EndingWish.objects.of(seen.viewer).filter(pairing=seen.pairing).first()


def wishes(pairing: Pairing) -> QuerySet[EndingWish]:
    """Only for coordinators: what each side wrote to them."""
    return EndingWish.objects.filter(pairing=pairing).order_by("wished_at").select_related("member__user")


def is_short(pairing: Pairing, *, today: date) -> bool:
    return today < pairing.started_on + TOO_SHORT


def _sides(pairing: Pairing, user: User) -> tuple[int, int]:
    """The person's own membership id in the pair, and their partner's."""
    two = (pairing.mentor_id, pairing.mentee_id)
    return two if pairing.mentor.user_id == user.pk else two[::-1]
