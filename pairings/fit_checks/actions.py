"""Does it fit? Each answers alone, for the coordinators; the partner does not learn that there is an answer.

So neither the trail nor the mails belong to the program: a coordinator who is the partner reads its logs. Its quiet
hours hold all the same, which is why they are looked up here and not when the mail goes.
"""

from datetime import datetime, timedelta

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications.planning import outbox
from mentoring.notifications.wishes import pace
from mentoring.notifications.wishes.wanted import Wishes
from mentoring.web.integrity import Refused
from pairings.fit_checks.models import FitCheck
from pairings.pair.hold import hold
from pairings.pair.models import Pairing
from pairings.touchpoints import actions as touchpoints
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Step
from programs.program.models import Membership

# What the activity page says; the actor's name stands before it.
SENTENCES = {
    "fit_check.answered": "answered a fit check",
}

ASKED_AGAIN_AFTER = timedelta(days=14)
# Time to say what should happen next, before the coordinators read of a no.
NO_SETTLES = timedelta(minutes=10)


@transaction.atomic
def answer(pairing: Pairing, *, answer: str, words: str = "", by: User, now: datetime) -> FitCheck:
    """Keep the answer; the last one counts. “Still deciding” is asked again, a no reaches the coordinators by mail."""
    pairing, member = hold(pairing, by=by)
    before = FitCheck.objects.filter(pairing=pairing, member=member).first()
    again_on = pairing.program.today(now) + ASKED_AGAIN_AFTER if answer == FitCheck.Answer.DECIDING else None
    wish = before.wish if before and answer == FitCheck.Answer.NO else ""
    values = {"answer": answer, "words": words, "wish": wish, "ask_again_on": again_on, "answered_at": now}
    fit_check, _ = FitCheck.objects.update_or_create(pairing=pairing, member=member, defaults=values)
    _leave(fit_check, by=by, now=now)
    if again_on:
        _ask_again(fit_check, member, now=now)
    if answer == FitCheck.Answer.NO and (before is None or before.answer != answer):
        _tell_coordinators(fit_check, pairing, by=by, now=now)
    _complete(pairing, by=by, now=now)
    return fit_check


@transaction.atomic
def wish(pairing: Pairing, *, wish: str, by: User, now: datetime) -> FitCheck:
    """What should happen after a no."""
    pairing, member = hold(pairing, by=by)
    changed = FitCheck.objects.filter(pairing=pairing, member=member, answer=FitCheck.Answer.NO).update(wish=wish)
    if not changed:
        raise Refused("Say first that it isn’t a fit. Then choose what should happen.")
    fit_check = FitCheck.objects.get(pairing=pairing, member=member)
    _leave(fit_check, by=by, now=now)
    return fit_check


def one_more_session(pairing: Pairing, *, by: User, now: datetime) -> FitCheck:
    """From a no back to “still deciding”; the words stay."""
    said = FitCheck.objects.filter(pairing=pairing, member__user=by).first()
    return answer(pairing, answer=FitCheck.Answer.DECIDING, words=said.words if said else "", by=by, now=now)


def _asked(touchpoint: Touchpoint) -> list[Membership]:
    pairing = touchpoint.pairing
    sides = {Step.Doer.MENTOR: [pairing.mentor], Step.Doer.MENTEE: [pairing.mentee], Step.Doer.COORDINATOR: []}
    return sides.get(Step.Doer(touchpoint.step.doer), [pairing.mentor, pairing.mentee])


def _leave(fit_check: FitCheck, *, by: User, now: datetime) -> None:
    record("fit_check.answered", fit_check, by=by, pairing_id=fit_check.pairing_id, now=now)


def _ask_again(fit_check: FitCheck, member: Membership, *, now: datetime) -> None:
    day = fit_check.ask_again_on
    assert day  # noqa: S101  for the type checker: only while deciding
    due_at = _allowed_from(pace.morning(day, member.user.zone), member.user, fit_check.pairing)
    key = f"fit_check_due:{fit_check.pk}:{day.isoformat()}"
    ids = {"pairing": fit_check.pairing_id, "membership": member.pk, "ask_again_on": day.isoformat()}
    outbox.tell(member.user, "fit_check_due", key=key, due_at=due_at, payload=ids, now=now)


def _tell_coordinators(fit_check: FitCheck, pairing: Pairing, *, by: User, now: datetime) -> None:
    """All but one who is the partner: they look at this pair from inside."""
    for one in pairing.program.memberships.coordinators().select_related("user"):
        if not pairing.has(one.user):
            key = f"fit_check_no:{fit_check.pk}:{now.isoformat()}:{one.pk}"
            ids = {"pairing": pairing.pk, "fit_check": fit_check.pk, "membership": one.pk}
            due_at = _allowed_from(now + NO_SETTLES, one.user, pairing)
            outbox.tell(one.user, "fit_check_no", key=key, by=by, due_at=due_at, payload=ids, now=now)


def _allowed_from(moment: datetime, person: User, pairing: Pairing) -> datetime:
    return Wishes([person], [pairing.program_id]).allowed_from(moment, person, pairing.program_id)


def _complete(pairing: Pairing, *, by: User, now: datetime) -> None:
    """Done when everybody who is asked has answered."""
    rows = pairing.touchpoints.open().filter(step__kind=Step.Kind.FIT_CHECK)
    touchpoint = rows.select_related("step", "pairing__mentor__user", "pairing__mentee__user").first()
    if touchpoint is None:
        return
    answered = set(pairing.fit_checks.values_list("member_id", flat=True))
    asked = {member.pk for member in _asked(touchpoint)}
    if asked and answered >= asked:
        day = pairing.program.today(now)
        touchpoints.complete_open(pairing, Step.Kind.FIT_CHECK, happened_on=day, by=by, now=now)
