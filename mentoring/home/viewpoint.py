"""Who is looking: loaded once per request, and shared by the navigation and the home page."""

from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone

from goals.competencies.models import with_rated
from mentoring.accounts.models import User
from mentoring.notifications.planning import queries as notifications
from mentoring.postgres.names import ByName
from pairings.beginning import queries as beginning_queries
from pairings.endings import queries as endings_queries
from pairings.feedback.queries import with_unread_feedback
from pairings.listening import queries as listening_queries
from pairings.listening.models import with_unanswered
from pairings.messages.models import with_unread
from pairings.pair.models import Pairing
from pairings.promises.models import with_promises
from pairings.sessions.models import Session
from pairings.times.models import with_outlook
from programs.applications.models import Application
from programs.program.models import Membership, Program

BY_MENTEE = (ByName("mentee__user__name"), "pk")


class Partner(NamedTuple):
    pairing_id: int
    user: User


class Viewpoint:
    def __init__(self, user: User, *, now: datetime) -> None:
        self.user, self.now = user, now

    @cached_property
    def memberships(self) -> list[Membership]:
        mine = Membership.objects.of(self.user).active().select_related("program").order_by("program__starts_on")
        return list(mine.annotate(unread=_count(notifications.unread(self.user), by="recipient")))

    @cached_property
    def unread(self) -> int:
        """How many lines of the inbox are unread. Comes along with the memberships, which saves each page a query."""
        if self.memberships:
            return self.memberships[0].unread or 0  # type: ignore[attr-defined]  # annotated
        return notifications.unread(self.user).count()

    @cached_property
    def roles(self) -> set[str]:
        return {membership.role for membership in self.memberships}

    @property
    def takes_part(self) -> bool:
        return bool(self.roles & {Membership.Role.MENTOR, Membership.Role.MENTEE})

    @property
    def taken_part_in(self) -> list[Program]:
        mine = [one.program for one in self.memberships if one.role != Membership.Role.COORDINATOR]
        return [program for program in dict.fromkeys(mine) if program.state != Program.State.CLOSED]

    @cached_property
    def coordinated(self) -> list[Program]:
        mine = [one.program for one in self.memberships if one.role == Membership.Role.COORDINATOR]
        return [program for program in mine if program.state != Program.State.CLOSED]

    @cached_property
    def pairs(self) -> list[Pairing]:
        """Live pairs with `session_count`, `last_held_on` and all that the next steps need: for the home page only."""
        if not self.takes_part:
            return []
        held = Session.objects.filter(pairing=OuterRef("pk"))
        rows = Pairing.objects.taken_part_in_by(self.user).live().with_people().with_goals()
        rows = with_rated(with_unanswered(rows, within=listening_queries.ASKED, now=self.now))
        rows = with_unread(rows, self.user).annotate(**endings_queries.needed())
        rows = with_unread_feedback(rows, self.user, now=self.now)
        rows = with_promises(with_outlook(beginning_queries.with_beginning(rows, self.user)))
        return list(
            rows.order_by(*BY_MENTEE).annotate(
                last_held_on=Subquery(held.order_by("-held_on").values("held_on")[:1]),
                session_count=_count(held, by="pairing"),
            )
        )

    @cached_property
    def partners(self) -> list[Partner]:
        """The other one of each live pair. Every page asks for their names, so it loads no more than these."""
        if "pairs" in self.__dict__:
            return [Partner(pair.pk, pair.partner_of(self.user)) for pair in self.pairs]
        if not self.takes_part:
            return []
        fields = ("id", "called", "name", "email")
        names = [f"{side}__user__{field}" for side in ("mentor", "mentee") for field in fields]
        rows = Pairing.objects.taken_part_in_by(self.user).live().values_list("pk", *names)
        return [self._partner(*row) for row in rows.order_by(*BY_MENTEE)]

    def _partner(self, pairing_id: int, *two: Any) -> Partner:
        pk, called, name, email = two[4:] if two[0] == self.user.pk else two[:4]
        return Partner(pairing_id, User(pk=pk, called=called, name=name, email=email))

    @cached_property
    def has_applied(self) -> bool:
        return Application.objects.filter(user=self.user).exists()


def of(request: HttpRequest) -> Viewpoint:
    known: Viewpoint | None = getattr(request, "viewpoint", None)
    if known is None:
        assert request.user.is_authenticated  # noqa: S101  for the type checker: callers have looked
        known = request.viewpoint = Viewpoint(request.user, now=timezone.now())  # type: ignore[attr-defined]
    return known


def _count(rows: QuerySet[Any], *, by: str) -> Subquery:
    return Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n"))
