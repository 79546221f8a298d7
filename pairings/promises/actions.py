"""Make a promise, change it, keep it, let it go, open it again. Pressing a button twice acts only once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from mentoring.accounts.models import User
from mentoring.notifications.wishes import pace
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.pair import acting
from pairings.pair.acting import Act, TheTwo, read_only
from pairings.pair.models import TOO_FAR, Pairing
from pairings.promises.models import Promise
from pairings.sessions.models import Session
from programs.program.models import Membership

# What the activity page says after the actor's name.
SENTENCES = {
    "promise.made": "wrote a promise down",
    "promise.changed": "gave a promise other words or another day",
    "promise.kept": "said that a promise is kept",
    "promise.let_go": "let a promise go",
    "promise.reopened": "opened a promise again",
}

LONGEST = 300  # characters
THE_TWO = TheTwo(
    others="Promises are between the two of this pair.",
    ended=read_only("its promises"),
)


@dataclass(frozen=True)
class Wish:
    """What somebody is about to promise. `side`, "mentor" or "mentee", is who will owe it."""

    side: str
    text: str
    due_on: date


def make(pairing: Pairing, wish: Wish, *, by: User, now: datetime, form_key: UUID) -> Promise:
    """The same `form_key` again returns the promise made the first time. Raises Refused."""
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        _day_must_fit(wish.due_on, act)
        promise, is_new = Promise.objects.get_or_create(form_key=form_key, defaults=_row(wish, act))
        if not is_new and (promise.pairing_id != pairing.pk or promise.made_by_id != by.pk):
            raise Refused("This form has been used already. Open it again.")
        if is_new:
            act.record("promise.made", promise)
            _remind(promise, act)
    return promise


def make_in_session(session: Session, wishes: Sequence[Wish], act: Act) -> None:
    """Promises that came out of a session, made in the same act that logs it. Raises Refused."""
    for wish in wishes:
        _day_must_fit(wish.due_on, act)
        promise = Promise.objects.create(session=session, **_row(wish, act))
        act.record("promise.made", promise)
        _remind(promise, act)


def change(promise: Promise, *, text: str, due_on: date, seen: str, by: User, now: datetime) -> None:
    """Change the words or the day of an open promise; only its owner may. Raises Refused.

    `seen` is the promise's `fingerprint` on the page: a newer version isn't overwritten.
    """
    if promise.owner.user_id != by.pk:
        raise Refused("Only who has promised it can change it.")
    with acting.on(promise, by=by, now=now, only=THE_TWO) as act:
        stands = Promise.objects.open().with_people().filter(pk=promise.pk).first()
        if stands is None:
            raise Refused("This promise was settled meanwhile. Open it again to change it.")
        if (stands.text, stands.due_on) == (text, due_on):
            return
        if seen != stands.fingerprint:
            raise Refused(
                f"You have changed this promise in another window: “{stands.text}”, by {dates.day(stands.due_on)}. "
                "What you typed here is kept: save again if it counts.",
                field="text",
            )
        if due_on != stands.due_on:
            _day_must_fit(due_on, act)
        stands.text, stands.due_on = text, due_on
        stands.save(update_fields=["text", "due_on"])
        act.record("promise.changed", stands)
        _remind(stands, act)


def keep(promise: Promise, *, by: User, now: datetime) -> None:
    """Either of the two may say so, since they look at it together. Raises Refused if it is settled already."""
    _settle(promise, Promise.State.KEPT, "promise.kept", by=by, now=now)


def let_go(promise: Promise, *, word: str, by: User, now: datetime) -> None:
    """Only its owner lets it go, and says in a word why. Raises Refused."""
    if promise.owner.user_id != by.pk:
        raise Refused("Only who has promised it can let it go.")
    if not word.strip():
        raise Refused("Say in a word why it is let go.", field="word")
    _settle(promise, Promise.State.LET_GO, "promise.let_go", word=word, by=by, now=now)


def reopen(promise: Promise, *, by: User, now: datetime) -> None:
    with acting.on(promise, by=by, now=now, only=THE_TWO) as act:
        settled = Promise.objects.filter(pk=promise.pk).exclude(state=Promise.State.OPEN)
        if not settled.update(state=Promise.State.OPEN, settled_on=None, word=""):
            raise Refused("This promise is open already.")
        act.record("promise.reopened", promise)


def _settle(promise: Promise, state: str, verb: str, *, by: User, now: datetime, word: str = "") -> None:
    with acting.on(promise, by=by, now=now, only=THE_TWO) as act:
        rows = Promise.objects.open().filter(pk=promise.pk)
        if not rows.update(state=state, settled_on=act.own_today, word=word):
            raise Refused("This promise was settled meanwhile.")
        act.record(verb, promise)


def _row(wish: Wish, act: Act) -> dict[str, object]:
    pairing = act.pairing
    owner: Membership = pairing.mentor if wish.side == "mentor" else pairing.mentee
    words = {"text": wish.text, "due_on": wish.due_on}
    return {"pairing": pairing, "owner": owner, "made_by": act.by, "made_at": act.now, **words}


def _day_must_fit(due_on: date, act: Act) -> None:
    if due_on < act.own_today:
        raise Refused("Choose today or a day to come.", field="due_on")
    if not act.pairing.is_in_reach(due_on, today=act.own_today):
        raise Refused(TOO_FAR, field="due_on")


def _remind(promise: Promise, act: Act) -> None:
    """Remind the owner on the morning of its day, by their own clock; the mail is checked again before it goes out.

    The day is part of the key, so a promise that gets another day is told on that day and not on the first one.
    """
    owner, day = promise.owner, promise.due_on.isoformat()
    act.tell(
        owner.user,
        "promise_due",
        key=f"{promise.pk}:{day}",
        thing=f"promise:{promise.pk}",
        due_at=max(act.now, pace.morning(promise.due_on, owner.user.zone)),
        even_oneself=True,
        promise=promise.pk,
        membership=owner.pk,
        due_on=day,
    )
