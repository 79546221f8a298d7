"""The only place where a view gets a pairing, touchpoint or session; what isn’t the viewer’s to know is 404."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from mentoring.notifications import links
from pairings import calendars
from pairings.models import (
    AgendaItem,
    AgreementVersion,
    CalendarChoice,
    Concern,
    Feedback,
    Message,
    MessageReport,
    Pairing,
    PlannedSession,
    Promise,
    Session,
    TimeProposal,
    Touchpoint,
)
from programs.access import member_for_coordinator
from programs.models import Membership, Step

Side = Literal["mentor", "mentee", "coordinator"]


@dataclass(frozen=True)
class View:
    """A pairing as one person sees it. Who is in the pair and also coordinates the program sees it as the pair does."""

    pairing: Pairing
    viewer: User
    side: Side
    is_coordinator: bool

    @property
    def is_pair(self) -> bool:
        return self.side != "coordinator"


def pairing_for_coordinator(user: User, pk: int) -> Pairing:
    """The pairing for a coordinator of its program; PermissionDenied for the pair, who may only look."""
    seen = pairing_visible(user, pk)
    if not seen.is_coordinator:
        raise PermissionDenied
    return seen.pairing


def pairing_visible(user: User, pk: int, **more: Any) -> View:
    """The pairing for either, with the side from which the viewer looks at it; `more` is annotated on the way."""
    coordinated = Membership.objects.coordinators().of(user).filter(program=OuterRef("program"))
    found = Pairing.objects.annotate(is_coordinated=Exists(coordinated), **more)
    pairing = get_object_or_404(_with_people(found), pk=pk)
    coordinates: bool = pairing.is_coordinated  # type: ignore[attr-defined]  # annotated
    side = side_of(user, pairing)
    if side is None and not coordinates:
        raise Http404
    return View(pairing, user, side or "coordinator", coordinates)


def view_for_pair(user: User, pk: int) -> View:
    """As `pairing_visible`, for the two of the pair; PermissionDenied for coordinators, who only look."""
    seen = pairing_visible(user, pk)
    if not seen.is_pair:
        raise PermissionDenied
    return seen


def side_of(user: User, pairing: Pairing) -> Literal["mentor", "mentee"] | None:
    """Which side of the pair the person is, while the membership is active."""
    for side, member in (("mentor", pairing.mentor), ("mentee", pairing.mentee)):
        if member.user_id == user.pk and member.state == Membership.State.ACTIVE:
            return "mentor" if side == "mentor" else "mentee"
    return None


def touchpoint_for_pair(user: User, pk: int) -> Touchpoint:
    """The touchpoint for the mentor or the mentee of its pairing."""
    mine = Pairing.objects.taken_part_in_by(user)
    return get_object_or_404(_whole(Touchpoint.objects.filter(pairing__in=mine)), pk=pk)


def touchpoint_visible(user: User, pk: int) -> Touchpoint:
    """The touchpoint for the pair and for the coordinators of the program."""
    theirs = Pairing.objects.visible_to(user)
    return get_object_or_404(_whole(Touchpoint.objects.filter(pairing__in=theirs)), pk=pk)


def session_for_pair(user: User, pk: int) -> Session:
    """The session for the two who met."""
    return get_object_or_404(Session.objects.of(user).with_people(), pk=pk)


def session_visible(user: User, pk: int) -> Session:
    """The session, whose date and length the coordinators of the program see as well."""
    return get_object_or_404(Session.objects.visible_to(user).with_people(), pk=pk)


def _with_people(pairings: QuerySet[Pairing]) -> QuerySet[Pairing]:
    return pairings.select_related("program", "mentor__user", "mentee__user")


def _whole(touchpoints: QuerySet[Touchpoint]) -> QuerySet[Touchpoint]:
    return touchpoints.select_related("step", "pairing__program", "pairing__mentor__user", "pairing__mentee__user")


def touchpoint_by_link(token: str, *, action: str, kind: str) -> tuple[User, Touchpoint]:
    """The person and the touchpoint that a signed link in a mail stands for. Raises links.Expired and links.Forged.

    The link is for one act about this touchpoint and signs nobody in. Who has left, or whose account is closed,
    gets Http404 like anybody else.
    """
    link = links.read(token, action=action)
    user = get_object_or_404(User, pk=link.user_id, is_active=True)
    mine = Pairing.objects.taken_part_in_by(user)
    touchpoint = get_object_or_404(
        _whole(Touchpoint.objects.filter(pairing__in=mine, step__kind=kind)), pk=link.object_id
    )
    return user, touchpoint


def pairing_by_link(token: str, *, action: str) -> tuple[User, Pairing]:
    """The person and the pairing of a signed link; as `touchpoint_by_link`."""
    link = links.read(token, action=action)
    user = get_object_or_404(User, pk=link.user_id, is_active=True)
    return user, get_object_or_404(_with_people(Pairing.objects.taken_part_in_by(user)), pk=link.object_id)


def agreement_by_link(token: str) -> tuple[User, AgreementVersion]:
    """The person and the version of an agreement that a signed link asks to sign; as `touchpoint_by_link`."""
    link = links.read(token, action="agreement")
    user = get_object_or_404(User, pk=link.user_id, is_active=True)
    people = ("by", "pairing__program", "pairing__mentor__user", "pairing__mentee__user")
    return user, get_object_or_404(AgreementVersion.objects.visible_to(user).select_related(*people), pk=link.object_id)


def agreement_version(seen: View, number: int) -> AgreementVersion:
    """One version of the agreement as it stood, with its signatures, for the two of the pair."""
    rows = AgreementVersion.objects.visible_to(seen.viewer).select_related("by")
    return get_object_or_404(rows.prefetch_related("signatures__member__user"), pairing=seen.pairing, number=number)


def check_in_for_pair(user: User, pk: int) -> Touchpoint:
    """A check-in of the person's own pair; PermissionDenied where only the partner is asked."""
    touchpoint = touchpoint_for_pair(user, pk)
    if touchpoint.step.kind != Step.Kind.CHECK_IN:
        raise Http404
    if touchpoint.step.doer not in (Step.Doer.BOTH, side_of(user, touchpoint.pairing)):
        raise PermissionDenied
    return touchpoint


def member_to_pause(user: User, program_pk: int, pk: int) -> Membership:
    """A mentor or mentee whom the viewer may put on pause: themself, or anybody in a program that they run."""
    own = Membership.objects.active().of(user).exclude(role=Membership.Role.COORDINATOR)
    found = own.filter(program=program_pk, pk=pk).select_related("user", "program").first()
    return found or member_for_coordinator(user, program_pk, pk)


def signed_in(request: HttpRequest) -> User:
    """The person behind a request to a page for signed-in people."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def planned_session_for_pair(user: User, pk: int) -> PlannedSession:
    """A planned session for the two who meet; its place and words are theirs alone."""
    return get_object_or_404(PlannedSession.objects.of(user).with_people(), pk=pk)


def agenda_item_for_pair(user: User, pk: int) -> AgendaItem:
    """A point of the agenda for the two of its pair."""
    people = ("pairing__program", "pairing__mentor__user", "pairing__mentee__user")
    return get_object_or_404(AgendaItem.objects.visible_to(user).select_related(*people), pk=pk)


def promise_for_pair(user: User, pk: int) -> Promise:
    """The promise for the two of its pair."""
    return get_object_or_404(Promise.objects.visible_to(user).with_people(), pk=pk)


def message_to_report(user: User, pk: int) -> Message:
    """A message for the two of its pair; PermissionDenied for who wrote it: only who received it reports it."""
    message = get_object_or_404(Message.objects.visible_to(user).with_people(), pk=pk)
    if message.author_id == user.pk:
        raise PermissionDenied
    return message


def report_for_coordinator(user: User, pk: int) -> MessageReport:
    """A reported message for the coordinators of the program who aren't in the pair; it doesn't exist for others."""
    return get_object_or_404(MessageReport.objects.for_coordinator(user).with_people(), pk=pk)


def concern_visible(user: User, pk: int) -> Concern:
    """A concern for its author, for coordinators who aren't in the pair, and for the partner whom the author lets."""
    return get_object_or_404(Concern.objects.visible_to(user).with_people(), pk=pk)


def concern_for_coordinator(user: User, pk: int) -> Concern:
    """As `concern_visible`; PermissionDenied for the two of the pair, who may only look."""
    concern = concern_visible(user, pk)
    if not coordinates(user, concern):
        raise PermissionDenied
    return concern


def coordinates(user: User, concern: Concern) -> bool:
    """Whether the concern is this person's to close."""
    return Concern.objects.for_coordinator(user).filter(pk=concern.pk).exists()


def feedback_visible(user: User, pk: int, *, now: datetime) -> Feedback:
    """For its author, and for the recipient once it has opened."""
    return get_object_or_404(Feedback.objects.visible_to(user, now=now).with_people(), pk=pk)


def feedback_received(user: User, pk: int, *, now: datetime) -> Feedback:
    """For the one who received it; PermissionDenied for its author, who only looks."""
    feedback = feedback_visible(user, pk, now=now)
    if feedback.author_id == user.pk:
        raise PermissionDenied("Only who has received this feedback answers it.")
    return feedback


def time_proposal_for_pair(user: User, pk: int) -> TimeProposal:
    return get_object_or_404(TimeProposal.objects.of(user).with_people(), pk=pk)


def refuse_if_ended(pairing: Pairing) -> None:
    """PermissionDenied with the reason, for what only a live pair does."""
    if not pairing.is_live:
        raise PermissionDenied("This pair has ended: what was written can be read, nothing new is added.")


def live_pairing_for_pair(user: User, pk: int) -> Pairing:
    """The pairing for its two while it lasts; PermissionDenied for a coordinator, and once it has ended."""
    seen = pairing_visible(user, pk)
    if not seen.is_pair:
        raise PermissionDenied
    refuse_if_ended(seen.pairing)
    return seen.pairing


def by_link(token: str, *, action: str) -> tuple[User, int]:
    """The person and the number of the object that a signed link stands for. Raises links.Expired and links.Forged.

    What the link is about must then be looked up as that person's: who has left has nothing any more.
    """
    link = links.read(token, action=action)
    return get_object_or_404(User, pk=link.user_id, is_active=True), link.object_id


def feed_owner(token: str) -> User:
    """Whose sessions the secret address of a calendar shows; one that was reset doesn't exist any more."""
    try:
        user_id, version = calendars.read_feed_token(token)
    except calendars.Signed as error:
        raise Http404 from error
    user = get_object_or_404(User.objects.select_related("calendar_choice"), pk=user_id, is_active=True)
    choice: CalendarChoice | None = getattr(user, "calendar_choice", None)
    if version != (choice.feed_version if choice else 0):
        raise Http404
    return user
