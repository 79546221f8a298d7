"""A check-in: one person's answer. The touchpoint is done when everybody who is asked has answered."""

from datetime import datetime

from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.check_ins.models import CheckIn
from pairings.pair import acting
from pairings.touchpoints import actions as touchpoints
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Step
from programs.program.models import Membership

# What the activity page says after the actor's name.
SENTENCES = {
    "check_in.answered": "answered a check-in",
    "check_in.changed": "changed the answer to a check-in",
}


def answer(touchpoint: Touchpoint, *, by: User, rating: int, comment: str = "", now: datetime) -> CheckIn:
    """Save the answer; the last one counts. Raises Refused.

    The touchpoint is locked, so that of two answers at once the second sees the first.
    """
    with acting.on(touchpoint, by=by, now=now) as act:
        touchpoint = touchpoints.locked(touchpoint, act)
        member = asked_member(touchpoint, by)
        if member is None:
            raise Refused("This check-in is for somebody else.")
        if touchpoint.state == Touchpoint.State.SKIPPED or not act.pairing.is_live:
            raise Refused("This check-in is no longer needed.")
        values = {"rating": rating, "comment": comment, "answered_at": now}
        check_in, is_new = CheckIn.objects.update_or_create(touchpoint=touchpoint, member=member, defaults=values)
        act.record("check_in.answered" if is_new else "check_in.changed", touchpoint)
        if set(touchpoint.check_ins.values_list("member_id", flat=True)) >= {one.pk for one in asked(touchpoint)}:
            touchpoints.complete(touchpoint, happened_on=act.own_today, by=by, now=now)
    return check_in


def asked(touchpoint: Touchpoint) -> list[Membership]:
    """The memberships of those who are asked; load the touchpoint with its step, mentor and mentee first."""
    pairing = touchpoint.pairing
    sides = {Step.Doer.MENTOR: [pairing.mentor], Step.Doer.MENTEE: [pairing.mentee]}
    return sides.get(Step.Doer(touchpoint.step.doer), [pairing.mentor, pairing.mentee])


def asked_member(touchpoint: Touchpoint, user: User) -> Membership | None:
    return next((member for member in asked(touchpoint) if member.user_id == user.pk), None)
