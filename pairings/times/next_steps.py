"""Next steps about the times of a pair's sessions."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.next_steps import Choice, Known, NextStep, Rank
from mentoring.notifications.answering import links
from mentoring.web import dates
from pairings.calendars import clocks
from pairings.pair.models import Pairing
from pairings.pair.next_steps import PAIRS
from pairings.times.queries import SOON, Planned, Proposed, outlook


def next_steps(known: Known) -> list[NextStep]:
    """Times to answer, a session in the next 24 hours and, for pairs that plan here, that none is planned.

    Needs no query: the pairs come `with_outlook()`.
    """
    steps: list[NextStep] = []
    for pair in known[PAIRS]:
        partner, found = pair.partner_of(known.user), outlook(pair, now=known.now)
        if found.proposed and found.proposed.by != known.user.pk:
            steps.append(_to_pick(pair, known.user, found.proposed))
        if found.unlogged and found.unlogged.ends_at <= known.now and pair.is_live:
            steps.append(did_you_meet(pair, known.user, found.unlogged, now=known.now))
        if found.next and found.next.starts_at <= known.now + SOON:
            steps.append(meeting(pair, known.user, found.next, rank=Rank.WAITS_FOR_YOU))
        if (
            found.last
            and not found.unlogged
            and not found.next
            and not found.proposed
            and pair.state == Pairing.State.ACTIVE
        ):
            steps.append(_plan_the_next(pair, partner))
    return steps


def meeting_link(user: User, planned: Planned) -> str:
    """Where this person says that they didn't meet, as behind the link in the email that asks."""
    token = links.make("met", user=user, object_id=planned.pk)
    return f"{reverse('planned_met', args=[token])}?met=no"


def did_you_meet(pair: Pairing, user: User, planned: Planned, *, now: datetime) -> NextStep:
    partner = pair.partner_of(user)
    day, today = planned.starts_at.astimezone(user.zone).date(), now.astimezone(user.zone).date()
    return NextStep(
        Rank.DID_YOU_MEET,
        f"Did you and {partner.first_name} meet {dates.NEAR.get((day - today).days, f'on {dates.long_day(day)}')}?",
        "Writing it down takes a minute.",
        "Log the session",
        f"{reverse('session_new', args=[pair.pk])}?planned={planned.pk}",
        escape_label="We didn’t meet",
        escape_url=meeting_link(user, planned),
        program=pair.program.name,
        pairing=pair.pk,
        is_meeting=True,
    )


def _to_pick(pair: Pairing, user: User, proposed: Proposed) -> NextStep:
    partner, page = pair.partner_of(user), reverse("time_proposal", args=[proposed.pk])
    return NextStep(
        Rank.GET_TOGETHER,
        f"Pick a time with {partner.first_name}",
        f"{partner.first_name} suggested {_times(len(proposed.times))}.",
        "Pick a time",
        page,
        program=pair.program.name,
        pairing=pair.pk,
        is_meeting=True,
        choices=(*_slots(proposed, user, partner), Choice("None of these", url=page, below="Suggest other times")),
    )


def _times(number: int) -> str:
    return ("one time", "two times", "three times")[min(number, 3) - 1]


def _slots(proposed: Proposed, user: User, partner: User) -> Iterator[Choice]:
    for pk, moment in proposed.times:
        day, clock = dates.near_day(moment, user.zone), dates.clock(moment, user.zone)
        yield Choice(clock, value=str(pk), above=day, below=clocks.for_other(moment, user, partner))


def _plan_the_next(pair: Pairing, partner: User) -> NextStep:
    return NextStep(
        Rank.COMING,
        f"Plan your next session with {partner.first_name}",
        "At the same time as the last one, in one tap, or at another.",
        "Plan it",
        f"{reverse('pair', args=[pair.pk])}#next-session",
        program=pair.program.name,
        pairing=pair.pk,
        is_meeting=True,
    )


def meeting(pair: Pairing, user: User, planned: Planned, *, rank: Rank) -> NextStep:
    partner = pair.partner_of(user)
    return NextStep(
        rank,
        f"You meet {partner.first_name}: {clocks.when(planned.starts_at, user, partner)}",
        "Think of one thing you would like to talk about.",
        "See the session",
        reverse("planned_session", args=[planned.pk]),
        program=pair.program.name,
        pairing=pair.pk,
        is_meeting=True,
    )
