"""One timeline of a relationship: each app tells its moments; goals registers here, because it stands above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from dateutil.relativedelta import relativedelta

from mentoring.accounts.models import User
from pairings.pair.models import Pairing

ANNIVERSARIES = (3, 6, 12)  # months


@dataclass(frozen=True)
class Moment:
    """`who`: whose voice `words` are, empty where it is nobody's; `rank` orders one day, larger is later."""

    on: date
    title: str
    icon: str
    tone: str = "accent"
    words: str = ""
    who: str = ""
    url: str = ""
    rank: int = 0


Teller = Callable[[Pairing, User, datetime], list[Moment]]
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """`teller` gives the moments of a pair as one of the two may know them, in a constant number of queries."""
    _tellers.append(teller)


def tell(pairing: Pairing, viewer: User, *, now: datetime) -> list[Moment]:
    """The newest first."""
    moments = [moment for teller in _tellers for moment in teller(pairing, viewer, now)]
    return sorted(moments, key=lambda moment: (moment.on, moment.rank), reverse=True)


def anniversaries(started_on: date, *, until: date) -> list[tuple[int, date]]:
    """(months, day) of those that have come: the same day of the month, or its last where it is shorter."""
    days = [(months, started_on + relativedelta(months=months)) for months in ANNIVERSARIES]
    return [(months, on) for months, on in days if on <= until]
