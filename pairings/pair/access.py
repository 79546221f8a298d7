"""The only place where views get a pair: 404 if they may not see it, 403 if they may see it but not do this."""

from dataclasses import dataclass
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from mentoring.notifications.answering import access as answering
from pairings.pair.acting import ended
from pairings.pair.models import Pairing
from programs.program.models import Membership

Side = Literal["mentor", "mentee", "coordinator"]


@dataclass(frozen=True)
class View:
    """A pairing as one person sees it. A coordinator who is in the pair sees it as the pair does."""

    pairing: Pairing
    viewer: User
    side: Side
    is_coordinator: bool

    @property
    def is_pair(self) -> bool:
        return self.side != "coordinator"


def pairing_for_coordinator(user: User, pk: int) -> Pairing:
    """The pairing, for a coordinator of its program; PermissionDenied for the pair, Http404 for anybody else."""
    seen = pairing_visible(user, pk)
    if not seen.is_coordinator:
        raise PermissionDenied
    return seen.pairing


def pairing_visible(user: User, pk: int, **more: Any) -> View:
    """The pairing and the viewer's side. Http404 if they may not see it. `more` is annotated on the pairing."""
    coordinated = Membership.objects.coordinators().of(user).filter(program=OuterRef("program"))
    found = Pairing.objects.annotate(is_coordinated=Exists(coordinated), **more)
    pairing = get_object_or_404(_with_people(found), pk=pk)
    coordinates: bool = pairing.is_coordinated  # type: ignore[attr-defined]  # annotated
    side = side_of(user, pairing)
    if side is None and not coordinates:
        raise Http404
    return View(pairing, user, side or "coordinator", coordinates)


def view_for_pair(user: User, pk: int, **more: Any) -> View:
    """As `pairing_visible`, but only for the two; PermissionDenied for coordinators."""
    seen = pairing_visible(user, pk, **more)
    if not seen.is_pair:
        raise PermissionDenied
    return seen


def side_of(user: User, pairing: Pairing) -> Literal["mentor", "mentee"] | None:
    """The person's side of the pair; None if they aren't in it or their membership isn't active."""
    for side, member in (("mentor", pairing.mentor), ("mentee", pairing.mentee)):
        if member.user_id == user.pk and member.state == Membership.State.ACTIVE:
            return "mentor" if side == "mentor" else "mentee"
    return None


def _with_people(pairings: QuerySet[Pairing]) -> QuerySet[Pairing]:
    return pairings.select_related("program", "mentor__user", "mentee__user")


def pairing_by_link(token: str, *, action: str) -> tuple[User, Pairing]:
    """The person and the pairing of a signed link. Raises the same errors as `touchpoint_by_link`."""
    user, pk = answering.by_link(token, action=action)
    return user, get_object_or_404(_with_people(Pairing.objects.taken_part_in_by(user)), pk=pk)


def signed_in(request: HttpRequest) -> User:
    """The signed-in person behind a request; PermissionDenied if there is none."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def refuse_if_ended(pairing: Pairing) -> None:
    """Raises PermissionDenied, with the reason, if the pair has ended."""
    if not pairing.is_live:
        raise PermissionDenied(ended("what was written can be read, nothing new is added"))


def live_pairing_for_pair(user: User, pk: int) -> Pairing:
    """The pairing, for the two while it lasts; PermissionDenied for coordinators and once it has ended."""
    seen = pairing_visible(user, pk)
    if not seen.is_pair:
        raise PermissionDenied
    refuse_if_ended(seen.pairing)
    return seen.pairing
