"""Both sides of a pair rate the mentee in six areas, at three moments."""

from collections.abc import Mapping
from datetime import datetime

from goals.competencies.models import Assessment
from goals.goals.acting import THE_TWO
from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.pair import acting
from pairings.pair.models import Pairing

# What the activity page says after the actor's name.
SENTENCES = {
    "competencies.rated": "answered for the six areas, {moment}",
}

Moment = Assessment.Moment


def rate(pairing: Pairing, *, moment: str, ratings: Mapping[str, int], by: User, now: datetime) -> Assessment:
    """Save one person's ratings, from 1 to 5 in every area; rating the same moment again replaces the earlier ones.

    Refused once the person has rated a later moment.
    """
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        _must_be_the_latest(act.pairing, Moment(moment), by=by)
        assessment, _ = Assessment.objects.update_or_create(
            pairing=act.pairing, by=by, moment=moment, defaults={"at": now, **ratings}
        )
        act.record("competencies.rated", assessment, moment=Moment(moment).label.lower())
    return assessment


def _must_be_the_latest(pairing: Pairing, moment: Moment, *, by: User) -> None:
    later = Moment.values[Moment.values.index(moment) + 1 :]
    done = Assessment.objects.filter(pairing=pairing, by=by, moment__in=later).first()
    if done:
        raise Refused(
            f"You have answered for “{done.get_moment_display().lower()}” already, so what you said before stays."
        )
