"""An introduction: a few lines about oneself for the partner, who is told of them once."""

from datetime import datetime

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.introductions.models import Introduction
from pairings.pair.hold import hold, leave, tell
from pairings.pair.models import Pairing
from pairings.touchpoints import actions as touchpoints
from programs.journey.models import Step

# What the activity page says; the actor's name stands before it.
SENTENCES = {
    "introduction.written": "wrote an introduction",
    "introduction.changed": "changed an introduction",
}

MEANWHILE = (
    "You have saved other words in another window. Both are on this page, nothing is lost: "
    "put together what you want to keep, and save again."
)


@transaction.atomic
def write(pairing: Pairing, *, text: str, reach: str = "", seen: int = 0, by: User, now: datetime) -> Introduction:
    """Write or change one's own. `seen` is the version that was on the page, 0 for none: a newer one isn't overwritten.

    The step is done when both have written.
    """
    pairing, member = hold(pairing, by=by)
    before = Introduction.objects.filter(pairing=pairing, member=member).first()
    if before and (before.text, before.reach) == (text, reach):
        return before
    if before and before.version != seen:
        raise Refused(MEANWHILE, field="text")
    values = {"text": text, "reach": reach, "changed_at": now, "version": before.version + 1 if before else 1}
    introduction, is_new = Introduction.objects.update_or_create(
        pairing=pairing, member=member, defaults=values, create_defaults={**values, "written_at": now}
    )
    leave("introduction.written" if is_new else "introduction.changed", introduction, pairing, by=by, now=now)
    if is_new:
        key, partner = str(introduction.pk), pairing.partner_of(by)
        tell(partner, "introduction_written", pairing, key=key, now=now, introduction=introduction.pk)
        _complete(pairing, by=by, now=now)
    return introduction


def _complete(pairing: Pairing, *, by: User, now: datetime) -> None:
    if pairing.introductions.count() == 2:
        day = pairing.program.today(now)
        touchpoints.complete_open(pairing, Step.Kind.INTRODUCTION, happened_on=day, by=by, now=now)
