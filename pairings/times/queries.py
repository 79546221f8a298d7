"""Coming sessions: what the card of a pair, the home page and the pages of a session need to know."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from mentoring.accounts.models import User
from pairings.calendars.models import Availability
from pairings.calendars.overlap import Week, suggest
from pairings.pair.models import Pairing, PairingQuerySet
from pairings.times.models import PlannedSession, TimeProposal, with_outlook

SOON = timedelta(hours=24)
REMEMBERED = timedelta(days=90)  # how long the time of a past session is offered again
IN_FEED = timedelta(days=60)
COMING_SHOWN = 20
NO_PAIR = "You two are no longer a pair in this program."


@dataclass(frozen=True)
class Planned:
    pk: int
    starts_at: datetime
    minutes: int


@dataclass(frozen=True)
class Proposed:
    pk: int
    by: int
    times: int


@dataclass
class Outlook:
    """What is planned and proposed in one pair. `last` is the newest planned session that has begun."""

    coming: list[Planned] = field(default_factory=list)
    last: Planned | None = None
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
        planned = Planned(row["pk"], datetime.fromisoformat(row["at"]), row["minutes"])
        if planned.starts_at > now:
            found.coming.insert(0, planned)
        elif found.last is None and planned.starts_at > now - REMEMBERED:
            found.last = planned
    for row in getattr(pairing, "proposed_rows", ()):  # not loaded on a coordinator’s page
        times = sum(1 for at in row["at"] if datetime.fromisoformat(at) > now)
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
    return Planned(session.pk, session.starts_at, session.minutes)


def in_feed(user: User, *, now: datetime) -> QuerySet[PlannedSession]:
    found = PlannedSession.objects.standing().of(user).filter(starts_at__gt=now - IN_FEED)
    return found.with_people().order_by("starts_at", "pk")
