"""Give feedback, rate it, answer it, take up its next step. Coordinators learn only that it happened."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from django.db.models.functions import Coalesce

from mentoring.accounts.models import User
from mentoring.notifications.wishes import pace
from mentoring.web.integrity import Refused
from pairings.agenda import actions as agenda
from pairings.feedback.checks import Words
from pairings.feedback.models import Feedback, FeedbackQuerySet
from pairings.pair import acting
from pairings.pair.acting import THE_TWO, Act
from pairings.pair.models import Pairing
from pairings.promises import actions as promises
from pairings.touchpoints import actions as touchpoints
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Step
from programs.program.models import Membership

# What the activity page says after the actor's name.
SENTENCES = {
    "feedback.given": "gave feedback",
    "feedback.answered": "answered feedback",
    "feedback.taken_up": "took up the next step of a feedback",
}

TIME_TO_TRY = timedelta(days=14)
SAYS_SOMETHING = "Write at least one of the four. A strength is a good beginning."
STILL_HERE = "Your text is still here: send it again as feedback of its own."
SENT_BEFORE = f"This form was sent before, with other words. {STILL_HERE}"
NO_LONGER_ASKED = f"This step isn’t open for you any more. {STILL_HERE}"


def give(
    pairing: Pairing, words: Words, *, by: User, now: datetime, form_key: UUID, touchpoint: Touchpoint | None = None
) -> Feedback:
    """Give feedback. The same `form_key` and words again return the first feedback. Raises Refused.

    `touchpoint` is the open step that asks for it. If the step asks both, what they write opens once both have
    written, or when its day has passed.
    """
    if not any(getattr(words, name).strip() for name in ("strength", "situation", "effect", "next_step")):
        raise Refused(SAYS_SOMETHING)
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        pairing = act.pairing
        before = Feedback.objects.filter(form_key=form_key).first()
        if before:
            return _same_form(before, pairing, words, by=by)
        if touchpoint:
            _must_ask(touchpoint, pairing, by=by)
            act = replace(act, now=_after_the_other(touchpoint, now=now))
        row = {"pairing": pairing, "author": by, "touchpoint": touchpoint, "sent_at": act.now, "form_key": form_key}
        opens_at = _opens_at(pairing, touchpoint, now=act.now)
        feedback = Feedback.objects.create(**row, **vars(words), opens_at=opens_at)
        act.record("feedback.given", feedback)
        if touchpoint:
            _follow(touchpoint, act)
            feedback.refresh_from_db(fields=["opens_at"])
        _tell_partner(feedback, act)
    return feedback


def read(feedback: Feedback, *, by: User, now: datetime) -> None:
    """The recipient says that they have read it. Raises Refused for anybody else. No activity entry."""
    with acting.on(feedback, by=by, now=now, only=THE_TWO) as act:
        _received(feedback, act).filter(read_at=None).update(read_at=now)


def rate(feedback: Feedback, *, rating: int, by: User, now: datetime) -> None:
    """How useful it was, from 1 to 5. Raises Refused. No activity entry.

    A new rating replaces the old one but keeps its place in the order in which ratings were first given.
    """
    with acting.on(feedback, by=by, now=now, only=THE_TWO) as act:
        rows = _received(feedback, act)
        rows.update(rating=rating, rated_at=Coalesce("rated_at", now), read_at=Coalesce("read_at", now))


def answer(feedback: Feedback, *, text: str, by: User, now: datetime) -> None:
    """A word back, which may be changed; an empty text removes it. Raises Refused for anybody but the recipient.

    The author is told only about the first answer.
    """
    with acting.on(feedback, by=by, now=now, only=THE_TWO) as act:
        rows = _received(feedback, act)
        text = text if text.strip() else ""
        if not rows.exclude(answer=text).update(answer=text, answered_at=now if text else None):
            return
        rows.update(read_at=Coalesce("read_at", now))
        if text:
            act.record("feedback.answered", feedback)
            _tell_author(feedback, "answer", act)


def take_up_as_promise(feedback: Feedback, *, by: User, now: datetime) -> date:
    """The recipient promises the next step. Returns the day it is due. Raises Refused.

    It shows up on the next agenda, like every promise.
    """
    with acting.on(feedback, by=by, now=now, only=THE_TWO) as act:
        _take_up(feedback, Feedback.TakenUp.PROMISE, act)
        side = "mentor" if act.member == act.pairing.mentor else "mentee"
        wish = promises.Wish(side, feedback.next_step, day_to_try(act.pairing, by, now=now))
        promise = promises.make(act.pairing, wish, by=by, now=now, form_key=uuid5(feedback.form_key, "promise"))
        Feedback.objects.filter(pk=feedback.pk).update(promise=promise)
    return promise.due_on


def take_up_as_milestone(feedback: Feedback, *, goal: int, by: User, now: datetime) -> None:
    """For the apps above, which add the milestone in the same transaction. Raises Refused.

    It also adds a point to the next agenda. `goal` is the goal's id.
    """
    with acting.on(feedback, by=by, now=now, only=THE_TWO) as act:
        _take_up(feedback, Feedback.TakenUp.MILESTONE, act)
        Feedback.objects.filter(pk=feedback.pk).update(goal_number=goal)
        key = uuid5(feedback.form_key, "agenda")
        agenda.add(act.pairing, text=feedback.next_step, by=by, now=now, form_key=key)


def _take_up(feedback: Feedback, how: str, act: Act) -> None:
    if not feedback.next_step.strip():
        raise Refused("There is no next step in this feedback.")
    free = _received(feedback, act).filter(taken_up="")
    if not free.update(taken_up=how, read_at=Coalesce("read_at", act.now)):
        raise Refused("This next step is taken up already.")
    act.record("feedback.taken_up", feedback)
    _tell_author(feedback, "taken_up", act)


def day_to_try(pairing: Pairing, person: User, *, now: datetime) -> date:
    """In two weeks, but no later than the pair's last day, and never before that person's today."""
    today = person.today(now)
    return max(today, min(today + TIME_TO_TRY, pairing.ends_on))


def _same_form(before: Feedback, pairing: Pairing, words: Words, *, by: User) -> Feedback:
    is_same = all(getattr(before, name) == text for name, text in vars(words).items())
    if before.pairing_id != pairing.pk or before.author_id != by.pk or not is_same:
        raise Refused(SENT_BEFORE)
    return before


def _must_ask(touchpoint: Touchpoint, pairing: Pairing, *, by: User) -> None:
    asks = Touchpoint.objects.open().filter(pk=touchpoint.pk, pairing=pairing, step__kind=Step.Kind.FEEDBACK)
    written = Feedback.objects.filter(touchpoint=touchpoint, author=by)
    if by.pk not in asked_of(touchpoint, pairing) or not asks.exists() or written.exists():
        raise Refused(NO_LONGER_ASKED)


def asked_of(touchpoint: Touchpoint, pairing: Pairing) -> list[int]:
    """The user ids of those whom the step asks."""
    sides: dict[str, list[Membership]] = {
        Step.Doer.MENTOR: [pairing.mentor], Step.Doer.MENTEE: [pairing.mentee], Step.Doer.COORDINATOR: [],
    }  # fmt: skip
    return [member.user_id for member in sides.get(touchpoint.step.doer, [pairing.mentor, pairing.mentee])]


def _after_the_other(touchpoint: Touchpoint, *, now: datetime) -> datetime:
    """Someone who sent first but waited for the lock still counts as writing second."""
    return max([now, *Feedback.objects.filter(touchpoint=touchpoint).values_list("sent_at", flat=True)])


def _opens_at(pairing: Pairing, touchpoint: Touchpoint | None, *, now: datetime) -> datetime:
    """At once, or once the day of a step that asks both has passed. Moving the step later changes nothing."""
    if touchpoint is None or len(asked_of(touchpoint, pairing)) < 2:
        return now
    return max(now, datetime.combine(touchpoint.due_on + timedelta(days=1), time.min, pairing.program.zone))


def _follow(touchpoint: Touchpoint, act: Act) -> None:
    written = Feedback.objects.filter(touchpoint=touchpoint)
    if set(asked_of(touchpoint, act.pairing)) <= set(written.values_list("author", flat=True)):
        written.filter(opens_at__gt=act.now).update(opens_at=act.now)
        touchpoints.complete(touchpoint, happened_on=act.own_today, by=act.by, now=act.now)


def _tell_partner(feedback: Feedback, act: Act) -> None:
    """At once and, if it is still closed, again when it opens by its day."""
    to = act.partner.user
    _tell(to, "feedback_given", feedback, act, about="given", at=act.now)
    if not feedback.is_open(act.now):
        at = max(pace.morning(feedback.opens_at.astimezone(to.zone).date(), to.zone), feedback.opens_at)
        _tell(to, "feedback_given", feedback, act, about="opens", at=at)


def _tell_author(feedback: Feedback, about: str, act: Act) -> None:
    _tell(feedback.author, "feedback_answered", feedback, act, about=about, at=act.now)


def _tell(to: User, kind: str, feedback: Feedback, act: Act, *, about: str, at: datetime) -> None:
    opens_at, key = feedback.opens_at.isoformat(), f"{feedback.pk}:{about}"
    act.tell(to, kind, key=key, due_at=at, feedback=feedback.pk, opens_at=opens_at, about=about)


def _received(feedback: Feedback, act: Act) -> FeedbackQuerySet:
    rows = Feedback.objects.filter(pk=feedback.pk, opens_at__lte=act.now).exclude(author=act.by)
    if not rows.exists():
        raise Refused("Only who has received this feedback answers it.")
    return rows
