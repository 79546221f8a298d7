"""Coming sessions: what the card of a pair, the home page and the pages of a session need to know."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from mentoring.accounts.models import User
from pairings.calendars.models import Availability
from pairings.calendars.overlap import Week, suggest
from pairings.pair.models import Pairing, PairingQuerySet
from pairings.sessions import queries as sessions
from pairings.times.models import PlannedSession, TimeProposal, with_outlook
from pairings.touchpoints.models import Touchpoint

SOON = timedelta(hours=24)
JOINS_EARLY = timedelta(minutes=15)  # how long before its time Join is the thing to do
COVERS = timedelta(days=14)  # how long after the day of a session step a planned session still counts as its own
ASKED_FOR = timedelta(days=14)  # how long the pages ask whether a planned session took place
REMEMBERED = timedelta(days=90)  # how long the time of a past session is offered again
IN_FEED = timedelta(days=60)
COMING_SHOWN = 20
NO_PAIR = "You two are no longer a pair in this program."


@dataclass(frozen=True)
class Planned:
    """`place` is loaded for the two only."""

    pk: int
    starts_at: datetime
    minutes: int
    place: str = ""

    @property
    def link(self) -> str:
        """Where to join, if the place is a link."""
        return self.place if self.place.startswith("https://") else ""

    @property
    def where(self) -> str:
        return "video call" if self.link else self.place

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Proposed:
    pk: int
    by: int
    times: list[tuple[int, datetime]]  # those still to come: (id, moment), the soonest first


@dataclass
class Outlook:
    """What is planned and proposed in one pair. `last` is the newest planned session that has begun.

    `unlogged` is the newest one that has begun, if nobody has logged it yet or said that it didn't take place.
    """

    coming: list[Planned] = field(default_factory=list)
    last: Planned | None = None
    unlogged: Planned | None = None
    proposed: Proposed | None = None

    @property
    def next(self) -> Planned | None:
        return self.coming[0] if self.coming else None


def outlook(pairing: Pairing, *, now: datetime) -> Outlook:
    """Needs no query if the pairing came `with_outlook()`. Leaves out a proposal whose times have all passed."""
    if not hasattr(pairing, "planned_rows"):
        pairing = with_outlook(Pairing.objects.filter(pk=pairing.pk)).get()
    found = Outlook()
    for row in pairing.planned_rows:  # type: ignore[attr-defined]  # annotated, the newest first
        planned = Planned(row["pk"], datetime.fromisoformat(row["at"]), row["minutes"], row.get("place", ""))
        if planned.starts_at > now:
            found.coming.insert(0, planned)
        elif found.last is None and planned.starts_at > now - REMEMBERED:
            found.last = planned
            is_asked = row["session"] is None and planned.starts_at > now - ASKED_FOR
            found.unlogged = planned if is_asked else None
    for row in getattr(pairing, "proposed_rows", ()):  # not loaded on a coordinator’s page
        found_times = [(one["pk"], datetime.fromisoformat(one["at"])) for one in row["times"]]
        times = sorted((one for one in found_times if one[1] > now), key=lambda one: one[1])
        found.proposed = Proposed(row["pk"], row["by"], times) if times else None
    return found


def same_time(pairing: Pairing, last: Planned, by: User, *, now: datetime) -> datetime | None:
    """The weekday and time of the last session, by the clock of `by`, a rhythm later or the first after `now`.

    None if that is after the pair's last day.
    """
    here, weeks = last.starts_at.astimezone(by.zone), rhythm_weeks(pairing)
    moment = here
    while moment <= now or moment == here:
        moment += timedelta(weeks=weeks)  # within one time zone this keeps the time of day
    return moment if moment.astimezone(pairing.program.zone).date() <= pairing.ends_on else None


def rhythm_weeks(pairing: Pairing) -> int:
    return max(1, round((pairing.cadence_days or pairing.program.cadence_days) / 7))


def suggestions(
    pairing: Pairing,
    user: User,
    *,
    minutes: int,
    last: PlannedSession | None = None,
    booked: "list[Booked] | None" = None,
    now: datetime,
) -> list[datetime]:
    """Times that fit what both have said about their weeks, and the time of the `last` session they planned.

    Leaves out times at which the person has a session, but not the partner's sessions, which are private.
    """
    partner, zone = pairing.partner_of(user), pairing.program.zone
    said = dict(Availability.objects.filter(user__in=[user, partner]).values_list("user_id", "cells"))
    taken = sessions_of(user, now=now) if booked is None else booked

    def fits(moment: datetime) -> bool:
        return moment.astimezone(zone).date() <= pairing.ends_on and booked_at(moment, minutes, taken) is None

    return suggest(
        Week(user.zone, said.get(user.pk) or None),
        Week(partner.zone, said.get(partner.pk) or None),
        now=now,
        minutes=minutes,
        last=last.starts_at if last else None,
        fits=fits,
    )


@dataclass(frozen=True)
class Booked:
    """One of a person's own planned sessions, of whichever pair."""

    starts_at: datetime
    ends_at: datetime
    partner: str  # the other's first name


def sessions_of(user: User, *, now: datetime) -> list[Booked]:
    people = "planned_session__pairing"
    rows = user.attendances.filter(active=True, during__endswith__gt=now).order_by("during")
    rows = rows.select_related(f"{people}__mentor__user", f"{people}__mentee__user")
    return [
        Booked(one.during.lower, one.during.upper, one.planned_session.pairing.partner_of(user).first_name)
        for one in rows
    ]


def booked_at(moment: datetime, minutes: int, sessions: Iterable[Booked]) -> Booked | None:
    """The first of these sessions that overlaps with one that begins then."""
    long = timedelta(minutes=minutes)
    return next((one for one in sessions if moment < one.ends_at and one.starts_at - moment < long), None)


def covering(touchpoints: Collection[Touchpoint], *, now: datetime) -> dict[int, PlannedSession]:
    """By the id of a session step: the session that the two have planned for its day or up to `COVERS` later.

    Only what nobody has logged yet, or said that it didn't take place; the last one, where there are more. In one
    query; the touchpoints come with their program.
    """
    found: dict[int, PlannedSession] = {}
    pairs = {one.pairing_id for one in touchpoints}
    planned = PlannedSession.objects.unsettled().filter(pairing__in=pairs, starts_at__gt=now - REMEMBERED)
    rows = list(planned.order_by("starts_at")) if pairs else []
    for touchpoint in touchpoints:
        zone, last = touchpoint.pairing.program.zone, touchpoint.due_on + COVERS
        for one in rows:
            is_theirs = one.pairing_id == touchpoint.pairing_id
            if is_theirs and touchpoint.due_on <= one.starts_at.astimezone(zone).date() <= last:
                found[touchpoint.pk] = one
    return found


def begun(pairing: Pairing, pk: int, *, now: datetime) -> PlannedSession | None:
    """The planned session of the pair with this id, if its time has come and nobody has logged it."""
    return (
        PlannedSession.objects.filter(pairing=pairing, pk=pk, session=None, starts_at__lte=now)
        .exclude(state=PlannedSession.State.CANCELLED)
        .first()
    )


def may_be_logged(planned: PlannedSession, *, now: datetime) -> bool:
    """Whether its page offers to log it; the action decides again."""
    is_open = planned.session_id is None and planned.state != PlannedSession.State.CANCELLED
    pairing = planned.pairing
    return is_open and planned.starts_at <= now and sessions.may_be_added_to(pairing, today=pairing.program.today(now))


def unlogged(pairing: Pairing, *, now: datetime) -> PlannedSession | None:
    """The newest planned session that has begun, if nobody has said what came of it."""
    begun = PlannedSession.objects.standing().filter(pairing=pairing, starts_at__lte=now, starts_at__gt=now - ASKED_FOR)
    newest = begun.last()
    return newest if newest and newest.is_unsettled else None


def open_proposal(pairing: Pairing, *, besides: User) -> TimeProposal | None:
    return TimeProposal.objects.open().filter(pairing=pairing).exclude(proposed_by=besides).first()


def may_answer(proposal: TimeProposal, planned: PlannedSession | None, user: User, *, now: datetime) -> bool:
    """Whether the page offers an answer; the action decides again, under its locks."""
    if proposal.proposed_by_id == user.pk or not proposal.pairing.is_live:
        return False
    if proposal.state == TimeProposal.State.WITHDRAWN:
        return False
    if planned is None:
        return True
    return planned.starts_at > now if planned.is_planned else planned.changed_by_id == user.pk


@dataclass(frozen=True)
class Question:
    """What one person is asked about proposed times, behind the link in a mail."""

    is_answered: bool
    over: str  # why there is nothing to answer, or to change; empty if there is


def question(proposal: TimeProposal, user: User, *, now: datetime) -> Question:
    planned = planned_from(proposal)
    if over := _over(proposal, planned, user, now=now):
        return Question(is_answered=False, over=over)
    is_planned = planned is not None and planned.is_planned
    return Question(is_answered=is_planned or proposal.state == TimeProposal.State.DECLINED, over="")


def _over(proposal: TimeProposal, planned: PlannedSession | None, user: User, *, now: datetime) -> str:
    if not proposal.pairing.is_live:
        return NO_PAIR
    if proposal.state == TimeProposal.State.WITHDRAWN:
        return "These times were taken back."
    if not proposal.times_after(now):
        return "These times have passed."
    return "" if may_answer(proposal, planned, user, now=now) else "Something has changed since."


def over(planned: PlannedSession, user: User, *, now: datetime) -> str:
    """Why this person can't say any more whether a session fits; empty if they can."""
    if not planned.pairing.is_live:
        return NO_PAIR
    if planned.starts_at <= now:
        return "The time of this session has come."
    if not planned.is_planned and planned.changed_by_id != user.pk:
        return "This session is canceled."
    return ""


def planned_from(proposal: TimeProposal) -> PlannedSession | None:
    return PlannedSession.objects.filter(proposal=proposal).first()


def last_begun(pairing: Pairing, *, now: datetime) -> PlannedSession | None:
    begun = PlannedSession.objects.standing().filter(pairing=pairing, starts_at__lte=now)
    return begun.filter(starts_at__gt=now - REMEMBERED).last()


def last_planned(pairing: Pairing) -> PlannedSession | None:
    """Tells what the two are used to, such as their video link."""
    return PlannedSession.objects.filter(pairing=pairing).last()


def coming_in(pairs: PairingQuerySet, *, now: datetime) -> list[PlannedSession]:
    return list(PlannedSession.objects.coming(now).filter(pairing__in=pairs).with_people()[:COMING_SHOWN])


def day_met(pairing: Pairing, person: User, *, due_on: date | None, now: datetime) -> date:
    """The day on which the two probably met, by this person's own clock: that of the session planned for the day on
    which the step was due, or else that day itself; today if it is still to come, or without a step."""
    today, zone = person.today(now), pairing.program.zone
    begun = PlannedSession.objects.standing().filter(pairing=pairing, starts_at__lte=now).last() if due_on else None
    if begun and begun.starts_at.astimezone(zone).date() == due_on:
        return person.today(begun.starts_at)
    return max(min(due_on or today, today), pairing.first_day_for(person))


def as_planned(session: PlannedSession) -> Planned:
    return Planned(session.pk, session.starts_at, session.minutes, session.place)


def in_feed(user: User, *, now: datetime) -> QuerySet[PlannedSession]:
    found = PlannedSession.objects.standing().of(user).filter(starts_at__gt=now - IN_FEED)
    return found.with_people().order_by("starts_at", "pk")
