"""Act on a pair: its row is locked once, even if acts are nested; the act records what was done and tells people.

    with acting.on(promise, by=user, now=now, only=THE_TWO) as act:
        ...
        act.record("promise.kept", promise)
        act.tell(act.partner.user, "promise_kept", key=str(promise.pk), promise=promise.pk)

Always lock rows in this order: program, memberships, pairings, then whatever belongs to a pair.

A lock joins nothing that can change: who waits for a row gets its newest words, but what is joined to it stays as it
was before, and a join that no longer matches finds nothing at all.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Protocol

from django.db import models, transaction

from mentoring.accounts.models import User
from mentoring.activity.models import Entry
from mentoring.activity.record import record
from mentoring.notifications.inbox import actions as inbox
from mentoring.notifications.planning import outbox
from mentoring.notifications.planning.limits import Told
from mentoring.notifications.wishes.wanted import Wishes
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.pair.models import Pairing
from programs.program.models import Membership


def ended(then: str) -> str:
    """The sentence people read once a pair has ended; `then` says what they can or can't do now."""
    return f"This pair has ended: {then}."


def read_only(what: str) -> str:
    return ended(f"{what} can be read, not changed")


ENDED = read_only("what you wrote")

# The pairs whose rows an outer act has locked; an act inside it uses them as they are.
_held: ContextVar[Mapping[int, Pairing]] = ContextVar("held", default=MappingProxyType({}))


class OfAPair(Protocol):
    @property
    def pairing_id(self) -> int: ...


@dataclass(frozen=True)
class TheTwo:
    """Only the two of a pair may act; `check` raises Refused for anybody else.

    `others` is the sentence for anybody else, `ended` the one for the two once the pair has ended; if `ended` is
    empty, they still may act.
    """

    others: str = "Only the mentor and the mentee of this pair write here."
    ended: str = ENDED

    def check(self, act: "Act") -> None:
        if act.by is None or not act.pairing.has(act.by):
            raise Refused(self.others)
        if self.ended and not act.pairing.is_live:
            raise Refused(self.ended)


THE_TWO = TheTwo()


@dataclass(frozen=True)
class Act:
    """What one person, or the software (`by=None`), does to a pair."""

    pairing: Pairing
    by: User | None
    now: datetime
    # Whether its entries and mails name the program, whose coordinators read them; whether its entries name the pair.
    _in_program: bool = True
    _in_pair: bool = True
    _told: Told = field(default_factory=Told, compare=False, repr=False)

    @property
    def today(self) -> date:
        """The program's day, on which what the program asks is due."""
        return self.pairing.program.today(self.now)

    @property
    def own_today(self) -> date:
        """The day it is for whoever acts: what people do is dated by it. For the software it is the program's."""
        return self.by.today(self.now) if self.by else self.today

    @property
    def today_in_words(self) -> str:
        """What the program's day is called by whoever acts, for whom it may not be today."""
        return "today" if self.own_today == self.today else dates.day(self.today)

    @property
    def member(self) -> Membership:
        """The membership of whoever acts; ValueError if it is the software."""
        return self.pairing.mentor if self._is_mentor else self.pairing.mentee

    @property
    def partner(self) -> Membership:
        return self.pairing.mentee if self._is_mentor else self.pairing.mentor

    def coordinators(self) -> list[Membership]:
        """The program's coordinators, except anyone who is in this pair."""
        found = self.pairing.program.memberships.coordinators().select_related("user")
        return [one for one in found if not self.pairing.has(one.user)]

    def record(self, verb: str, subject: models.Model, **details: Any) -> Entry:
        """Write one activity entry; never put private text in `details`."""
        return record(
            verb,
            subject,
            by=self.by,
            program_id=self.pairing.program_id if self._in_program else None,
            pairing_id=self.pairing.pk if self._in_pair else None,
            now=self.now,
            **details,
        )

    def tell(
        self,
        recipient: User,
        kind: str,
        *,
        key: str,
        thing: str = "",
        due_at: datetime | None = None,
        even_oneself: bool = False,
        **ids: Any,
    ) -> None:
        """Plan a notification with `ids` as its payload. Whoever acts isn't told, unless `even_oneself`.

        The same `kind` and `key` are told only once. `thing` is what it is about, such as "promise:12".
        """
        outbox.tell(
            recipient,
            kind,
            key=f"{kind}:{key}",
            by=None if even_oneself else self.by,
            told=self._told,
            about=thing,
            payload=ids,
            due_at=due_at,
            program_id=self.pairing.program_id if self._in_program else None,
            pairing_id=self.pairing.pk if self._in_program else None,
            now=self.now,
        )

    def tell_both(self, kind: str, entry: Entry, *, but: Membership | None = None) -> None:
        """Tell those of the two who still take part what `entry` recorded, except `but`, who is told another way."""
        two = Membership.objects.active().filter(pk__in=[self.pairing.mentor_id, self.pairing.mentee_id])
        for one in two.select_related("user").order_by("pk"):
            if one != but:
                self.tell(one.user, kind, key=f"{entry.pk}:{one.pk}", pairing=self.pairing.pk, membership=one.pk)

    def beside_the_program(self) -> "Act":
        """The same act, kept out of the program's activity and mails, because the partner may be a coordinator."""
        return replace(self, _in_program=False)

    def clear_inboxes(self) -> None:
        """Mark as read, once this is saved, what the act has settled: for the two, for who acts, for who coordinates.

        `on` and `held` do so by themselves; inside a transaction, call it for an act `without_lock`.
        """
        people = {self.pairing.mentor.user_id, self.pairing.mentee.user_id, *([self.by.pk] if self.by else [])}
        inbox.finish_after_commit(pairing_id=self.pairing.pk, people=sorted(people), now=self.now)

    def allowed_from(self, moment: datetime, person: User) -> datetime:
        """`moment`, or the end of the program's quiet hours. A mail beside the program doesn't know them by itself."""
        program_id = self.pairing.program_id
        return Wishes([person], [program_id]).allowed_from(moment, person, program_id)

    def in_private(self) -> "Act":
        """The same act, recorded and told without naming the program or the pair."""
        return replace(self, _in_program=False, _in_pair=False)

    @property
    def _is_mentor(self) -> bool:
        if self.by is None:
            raise ValueError("the software is on no side of a pair")
        return self.by.pk == self.pairing.mentor.user_id


@contextmanager
def on(what: Pairing | OfAPair, *, by: User | None, now: datetime, only: TheTwo | None = None) -> Iterator[Act]:
    """An act on a pair, or on something that belongs to one, in one transaction with the pair's row locked.

    Inside another act on the same pair, the row is already locked and is used as it is. With `only`, raises Refused
    for anybody but the two.
    """
    pk = what.pk if isinstance(what, Pairing) else what.pairing_id
    with transaction.atomic(), held(_held.get().get(pk) or _locked(pk), by=by, now=now, only=only) as act:
        yield act


@contextmanager
def held(pairing: Pairing, *, by: User | None, now: datetime, only: TheTwo | None = None) -> Iterator[Act]:
    """As `on`, for a transaction that already holds the row, because it locked it with others or just changed it."""
    act = without_lock(pairing, by=by, now=now, only=only)
    before = _held.set({**_held.get(), pairing.pk: pairing})
    try:
        yield act
        act.clear_inboxes()
    finally:
        _held.reset(before)


def without_lock(pairing: Pairing, *, by: User | None, now: datetime, only: TheTwo | None = None) -> Act:
    """An act on the pair as it was loaded, for what stays right whatever happens to the pair at the same moment."""
    act = Act(pairing, by, now)
    if only:
        only.check(act)
    return act


def _locked(pk: int) -> Pairing:
    rows = Pairing.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("program", "mentor__user", "mentee__user").get(pk=pk)
