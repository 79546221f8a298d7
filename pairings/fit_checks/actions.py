"""“Does it fit?” Each answers alone, for the coordinators; the partner doesn't learn that there is an answer.

That is why the activity and the mails don't belong to the program: a partner who is a coordinator could read its
logs. The program's quiet hours still hold, so they are looked up here and not when the mail goes out.
"""

from datetime import date, datetime, timedelta
from typing import Any

from mentoring.accounts.models import User
from mentoring.notifications.wishes import pace
from mentoring.web.integrity import Refused
from pairings.fit_checks.models import FitCheck
from pairings.pair import acting
from pairings.pair.acting import THE_TWO, Act
from pairings.pair.models import Pairing
from pairings.touchpoints import actions as touchpoints
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Step
from programs.program.models import Membership

# What the activity page says after the actor's name.
SENTENCES = {
    "fit_check.answered": "answered a fit check",
}

ASKED_AGAIN_AFTER = timedelta(days=14)
# Time to say what should happen next, before coordinators hear about a no.
NO_SETTLES = timedelta(minutes=10)


def answer(pairing: Pairing, *, answer: str, words: str = "", by: User, now: datetime) -> FitCheck:
    """Save the answer; the last one counts. Raises Refused.

    Somebody who is still deciding is asked again later. A no is mailed to the coordinators.
    """
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        before = FitCheck.objects.filter(pairing=act.pairing, member=act.member).first()
        again_on = act.today + ASKED_AGAIN_AFTER if answer == FitCheck.Answer.DECIDING else None
        wish = before.wish if before and answer == FitCheck.Answer.NO else ""
        values = {"answer": answer, "words": words, "wish": wish, "ask_again_on": again_on, "answered_at": now}
        fit_check, _ = FitCheck.objects.update_or_create(pairing=act.pairing, member=act.member, defaults=values)
        act.beside_the_program().record("fit_check.answered", fit_check)
        if again_on:
            _ask_again(fit_check, again_on, act)
        if answer == FitCheck.Answer.NO and (before is None or before.answer != answer):
            _tell_coordinators(fit_check, act)
        _complete(act)
    return fit_check


def wish(pairing: Pairing, *, wish: str, by: User, now: datetime) -> FitCheck:
    """Say what should happen after a no. Raises Refused if the answer isn't no."""
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        mine = FitCheck.objects.filter(pairing=act.pairing, member=act.member)
        if not mine.filter(answer=FitCheck.Answer.NO).update(wish=wish):
            raise Refused("Say first that it isn’t a fit. Then choose what should happen.")
        fit_check = mine.get()
        act.beside_the_program().record("fit_check.answered", fit_check)
    return fit_check


def one_more_session(pairing: Pairing, *, by: User, now: datetime) -> FitCheck:
    """Change a no back to “still deciding” and keep the words."""
    said = FitCheck.objects.filter(pairing=pairing, member__user=by).first()
    return answer(pairing, answer=FitCheck.Answer.DECIDING, words=said.words if said else "", by=by, now=now)


def _asked(touchpoint: Touchpoint) -> list[Membership]:
    pairing = touchpoint.pairing
    sides = {Step.Doer.MENTOR: [pairing.mentor], Step.Doer.MENTEE: [pairing.mentee], Step.Doer.COORDINATOR: []}
    return sides.get(Step.Doer(touchpoint.step.doer), [pairing.mentor, pairing.mentee])


def _ask_again(fit_check: FitCheck, day: date, act: Act) -> None:
    person, key = act.member.user, f"{fit_check.pk}:{day.isoformat()}"
    ids: dict[str, Any] = {"pairing": act.pairing.pk, "membership": act.member.pk, "ask_again_on": day.isoformat()}
    due_at = act.allowed_from(pace.morning(day, person.zone), person)
    act.beside_the_program().tell(person, "fit_check_due", key=key, due_at=due_at, even_oneself=True, **ids)


def _tell_coordinators(fit_check: FitCheck, act: Act) -> None:
    for one in act.coordinators():
        key = f"{fit_check.pk}:{act.now.isoformat()}:{one.pk}"
        ids: dict[str, Any] = {"pairing": act.pairing.pk, "fit_check": fit_check.pk, "membership": one.pk}
        due_at = act.allowed_from(act.now + NO_SETTLES, one.user)
        act.beside_the_program().tell(one.user, "fit_check_no", key=key, due_at=due_at, **ids)


def _complete(act: Act) -> None:
    rows = act.pairing.touchpoints.open().filter(step__kind=Step.Kind.FIT_CHECK)
    touchpoint = rows.select_related("step", "pairing__mentor__user", "pairing__mentee__user").first()
    if touchpoint is None:
        return
    answered = set(act.pairing.fit_checks.values_list("member_id", flat=True))
    asked = {member.pk for member in _asked(touchpoint)}
    if asked and answered >= asked:
        touchpoints.complete_open(act.pairing, Step.Kind.FIT_CHECK, happened_on=act.own_today, by=act.by, now=act.now)
