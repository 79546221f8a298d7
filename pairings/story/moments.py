"""One timeline of a pair, to which each app adds its moments. The goals app registers here, since it sits above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from dateutil.relativedelta import relativedelta

from mentoring.accounts.models import User
from pairings.pair.models import Pairing

ANNIVERSARIES = (3, 6, 12)  # months


@dataclass(frozen=True)
class Moment:
    """`who` is the person whose `words` these are, empty for nobody's. `rank` orders a day; larger comes later."""

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
    """`teller` returns a pair's moments that the viewer may know about, in a constant number of queries."""
    _tellers.append(teller)


def tell(pairing: Pairing, viewer: User, *, now: datetime) -> list[Moment]:
    """Newest first."""
    moments = [moment for teller in _tellers for moment in teller(pairing, viewer, now)]
    return sorted(moments, key=lambda moment: (moment.on, moment.rank), reverse=True)


def anniversaries(started_on: date, *, until: date) -> list[tuple[int, date]]:
    """(months, day) of those up to `until`: the same day of the month, or the last day of a shorter month."""
    days = [(months, started_on + relativedelta(months=months)) for months in ANNIVERSARIES]
    return [(months, on) for months, on in days if on <= until]
