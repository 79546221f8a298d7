"""An introduction: a few lines about oneself for the partner, who is told about it only once."""

from datetime import datetime

from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from mentoring.web.shared import SAVED_ELSEWHERE
from pairings.introductions.models import Introduction
from pairings.pair import acting
from pairings.pair.acting import THE_TWO, Act
from pairings.pair.models import Pairing
from pairings.touchpoints import actions as touchpoints
from programs.journey.models import Step

# What the activity page says after the actor's name.
SENTENCES = {
    "introduction.written": "wrote an introduction",
    "introduction.changed": "changed an introduction",
}


def write(pairing: Pairing, *, text: str, reach: str = "", seen: int = 0, by: User, now: datetime) -> Introduction:
    """Write or change one's own. Raises Refused. The step is done when both have written.

    `seen` is the version that was on the page, 0 for none: a newer version isn't overwritten.
    """
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        before = Introduction.objects.filter(pairing=act.pairing, member=act.member).first()
        if before and (before.text, before.reach) == (text, reach):
            return before
        if before and before.version != seen:
            raise Refused(SAVED_ELSEWHERE, field="text")
        values = {"text": text, "reach": reach, "changed_at": now, "version": before.version + 1 if before else 1}
        introduction, is_new = Introduction.objects.update_or_create(
            pairing=act.pairing, member=act.member, defaults=values, create_defaults={**values, "written_at": now}
        )
        act.record("introduction.written" if is_new else "introduction.changed", introduction)
        if is_new:
            _follow(introduction, act)
    return introduction


def _follow(introduction: Introduction, act: Act) -> None:
    pk = introduction.pk
    act.tell(act.partner.user, "introduction_written", key=str(pk), pairing=act.pairing.pk, introduction=pk)
    if act.pairing.introductions.count() == 2:
        touchpoints.complete_open(
            act.pairing, Step.Kind.INTRODUCTION, happened_on=act.own_today, by=act.by, now=act.now
        )
