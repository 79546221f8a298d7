"""People and pairs come back from a pause by themselves, on the day they said.

Pairs past their last day aren't ended here: coordinators find them in “needs attention” and end them.
"""

from datetime import date, datetime, timedelta

from mentoring.web.integrity import Refused
from pairings.pair import acting
from pairings.pair.models import Pairing
from pairings.pauses import absences
from programs.program.models import Membership


def resume_returned(now: datetime) -> int:
    """Bring back every person, then every pair, whose day of return has come; returns how many in all."""
    return _people(now) + _pairs(now)


def _people(now: datetime) -> int:
    back = 0
    away = Membership.objects.active().filter(returns_on__lte=_latest_day(now)).select_related("program")
    for member in away.order_by("pk"):
        if member.returns_on and member.returns_on <= member.program.today(now):
            try:
                absences.resume_person(member, by=None, now=now)
            except Refused:  # another worker, or the person, was first
                continue
            back += 1
    return back


def _pairs(now: datetime) -> int:
    paused = Pairing.objects.filter(state=Pairing.State.PAUSED, returns_on__lte=_latest_day(now))
    due = [
        one for one in paused.select_related("program") if one.returns_on and one.returns_on <= one.program.today(now)
    ]
    return sum(_pair(pairing, now) for pairing in due)


def _pair(pairing: Pairing, now: datetime) -> bool:
    with acting.on(pairing, by=None, now=now) as act:
        if act.pairing.returns_on is None or act.pairing.returns_on > act.today:
            return False  # not today there, or another worker was first
        return absences.come_back(act)


def _latest_day(now: datetime) -> date:
    """The latest date it can be anywhere on earth right now."""
    return (now + timedelta(days=1)).date()
