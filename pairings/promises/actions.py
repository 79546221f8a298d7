"""Make a promise, change it, keep it, let it go, open it again. Two presses of a button are one act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications.planning import outbox
from mentoring.notifications.wishes import pace
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.pair import locks
from pairings.pair.models import TOO_FAR, Pairing
from pairings.promises.models import Promise
from pairings.sessions.models import Session
from programs.program.models import Membership

# What the activity page says; the actor's name stands before it.
SENTENCES = {
    "promise.made": "wrote a promise down",
    "promise.changed": "gave a promise other words or another day",
    "promise.kept": "said that a promise is kept",
    "promise.let_go": "let a promise go",
    "promise.reopened": "opened a promise again",
}

LONGEST = 300  # letters


@dataclass(frozen=True)
class Wish:
    """What somebody is going to promise. `side` is who owes it: "mentor" or "mentee"."""

    side: str
    text: str
    due_on: date


def make(pairing: Pairing, wish: Wish, *, by: User, now: datetime, form_key: UUID) -> Promise:
    """The same `form_key` again gives the promise of the first time."""
    with transaction.atomic():
        _must_be_open_to(pairing, by=by)
        _day_must_fit(pairing, wish.due_on, now=now)
        promise, is_new = Promise.objects.get_or_create(form_key=form_key, defaults=_row(pairing, wish, by, now))
        if not is_new and (promise.pairing_id != pairing.pk or promise.made_by_id != by.pk):
            raise Refused("This form has been used already. Open it again.")
        if is_new:
            _leave("promise.made", promise, by=by, now=now)
            _remind(promise, now=now)
    return promise


def make_in_session(session: Session, wishes: Sequence[Wish], *, by: User, now: datetime) -> list[Promise]:
    """Those that came out of a session; to be called inside the transaction that logs it."""
    made = []
    for wish in wishes:
        _day_must_fit(session.pairing, wish.due_on, now=now)
        promise = Promise.objects.create(session=session, **_row(session.pairing, wish, by, now))
        _leave("promise.made", promise, by=by, now=now)
        _remind(promise, now=now)
        made.append(promise)
    return made


def change(promise: Promise, *, text: str, due_on: date, seen: str, by: User, now: datetime) -> None:
    """Other words, or another day: only of what is open, only by who owes it. `seen` is its fingerprint on the page."""
    if promise.owner.user_id != by.pk:
        raise Refused("Only who has promised it can change it.")
    with transaction.atomic():
        _must_be_open_to(promise.pairing, by=by)
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
            _day_must_fit(promise.pairing, due_on, now=now)
        stands.text, stands.due_on = text, due_on
        stands.save(update_fields=["text", "due_on"])
        _leave("promise.changed", stands, by=by, now=now)
        _remind(stands, now=now)


def keep(promise: Promise, *, by: User, now: datetime) -> None:
    """Either of the two may say so: they sit together when they look at it."""
    _settle(promise, Promise.State.KEPT, "promise.kept", by=by, now=now)


def let_go(promise: Promise, *, word: str, by: User, now: datetime) -> None:
    """Only who owes it lets it go, with a word why."""
    if promise.owner.user_id != by.pk:
        raise Refused("Only who has promised it can let it go.")
    if not word.strip():
        raise Refused("Say in a word why it is let go.", field="word")
    _settle(promise, Promise.State.LET_GO, "promise.let_go", word=word, by=by, now=now)


def reopen(promise: Promise, *, by: User, now: datetime) -> None:
    with transaction.atomic():
        _must_be_open_to(promise.pairing, by=by)
        settled = Promise.objects.filter(pk=promise.pk).exclude(state=Promise.State.OPEN)
        if not settled.update(state=Promise.State.OPEN, settled_on=None, word=""):
            raise Refused("This promise is open already.")
        _leave("promise.reopened", promise, by=by, now=now)


def _settle(promise: Promise, state: str, verb: str, *, by: User, now: datetime, word: str = "") -> None:
    with transaction.atomic():
        _must_be_open_to(promise.pairing, by=by)
        today = promise.pairing.program.today(now)
        rows = Promise.objects.open().filter(pk=promise.pk)
        if not rows.update(state=state, settled_on=today, word=word):
            raise Refused("This promise was settled meanwhile.")
        _leave(verb, promise, by=by, now=now)


def _row(pairing: Pairing, wish: Wish, by: User, now: datetime) -> dict[str, object]:
    owner: Membership = pairing.mentor if wish.side == "mentor" else pairing.mentee
    return {
        "pairing": pairing, "owner": owner, "text": wish.text, "due_on": wish.due_on, "made_by": by, "made_at": now,
    }  # fmt: skip


def _must_be_open_to(pairing: Pairing, *, by: User) -> None:
    if not pairing.has(by):
        raise Refused("Promises are between the two of this pair.")
    if not locks.pairing(pairing.pk).is_live:
        raise Refused("This pair has ended: its promises can be read, not changed.")


def _day_must_fit(pairing: Pairing, due_on: date, *, now: datetime) -> None:
    today = pairing.program.today(now)
    if due_on < today:
        raise Refused("Choose today or a day to come.", field="due_on")
    if not pairing.is_in_reach(due_on, today=today):
        raise Refused(TOO_FAR, field="due_on")


def _remind(promise: Promise, *, now: datetime) -> None:
    """The owner, on the morning of its day by their own clock; it is looked at again when it goes out.

    The day is a part of the key: a promise that gets another day is told of on that one, and not on the first.
    """
    owner, day = promise.owner, promise.due_on.isoformat()
    outbox.tell(
        owner.user,
        "promise_due",
        key=f"promise_due:{promise.pk}:{day}",
        about=f"promise:{promise.pk}",
        payload={"promise": promise.pk, "membership": owner.pk, "due_on": day},
        due_at=max(now, pace.morning(promise.due_on, owner.user.zone)),
        program_id=promise.pairing.program_id,
        pairing_id=promise.pairing_id,
        now=now,
    )


def _leave(verb: str, promise: Promise, *, by: User, now: datetime) -> None:
    pairing = promise.pairing
    record(verb, promise, by=by, program_id=pairing.program_id, pairing_id=pairing.pk, now=now)
