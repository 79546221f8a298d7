"""A person's next steps about the endings of their pairs."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.next_steps import Known, NextStep, Rank
from mentoring.web import dates
from pairings.endings import queries as endings
from pairings.endings.queries import State
from pairings.meeting_answers import queries as meetings
from pairings.pair.models import Pairing
from pairings.pair.next_steps import PAIRS, is_without_a_pair
from pairings.sessions import queries as sessions
from pairings.times import queries as times
from pairings.times.models import PlannedSession
from pairings.times.next_steps import did_you_meet

REMEMBERED = timedelta(days=30)


def next_steps(known: Known) -> list[NextStep]:
    """Needs no query for pairs loaded with `endings.needed()`; two queries for somebody without a pair."""
    if is_without_a_pair(known):
        return last_session(known.user, now=known.now) or after_the_end(known.user, now=known.now)
    found = [pair for pair in known[PAIRS] if pair.is_live and not pair.program.is_closed]
    steps = (
        _of_pair(pair, endings.state(pair, known.user, now=known.now), known.user, pair.program.today(known.now))
        for pair in found
    )
    return [step for step in steps if step]


def after_the_end(user: User, *, now: datetime) -> list[NextStep]:
    """What comes after the pair that ended last, until the person has said what they wish."""
    ended = Pairing.objects.taken_part_in_by(user).filter(state=Pairing.State.ENDED)
    unsaid = ended.exclude(ending_wishes__member__user=user)
    pair = unsaid.with_people().order_by("-ended_on", "-pk").first()
    if pair is None or pair.ended_on is None or pair.ended_on < pair.program.today(now) - REMEMBERED:
        return []
    headline = f"After your time with {pair.partner_of(user).first_name}: what comes next?"
    detail = "Your keepsake is there. You can ask for a new match, or for a talk."
    page = reverse("ending", args=[pair.pk])
    return [
        NextStep(Rank.COMING, headline, detail, "See what comes next", page, program=pair.program.name, pairing=pair.pk)
    ]


def last_session(user: User, *, now: datetime) -> list[NextStep]:
    """The planned session that nobody has logged before the pair ended, as long as it can be."""
    pairs = Pairing.objects.taken_part_in_by(user).filter(state=Pairing.State.ENDED)
    begun = PlannedSession.objects.unsettled().filter(pairing__in=pairs, starts_at__lte=now)
    planned = begun.filter(starts_at__gt=now - times.ASKED_FOR).with_people().last()
    if planned is None or not meetings.may_be_answered(planned, now=now):
        return []
    pair, until = planned.pairing, sessions.last_day_to_log(planned.pairing)
    step = did_you_meet(pair, user, times.as_planned(planned), now=now)
    detail = f"You can log your last session until {dates.long_day(until)}." if until else step.detail
    return [replace(step, detail=detail)]


def _of_pair(pair: Pairing, state: State, user: User, today: date) -> NextStep | None:
    partner, page, program = pair.partner_of(user).first_name, reverse("ending", args=[pair.pk]), pair.program.name
    if state.waits_for_viewer:
        detail = "You can agree, or say “not yet”. Until then everything goes on as before."
        headline = f"{partner} proposes to end your time as a pair"
        return NextStep(Rank.WAITS_FOR_YOU, headline, detail, "Answer", page, program=program, pairing=pair.pk)
    if not state.has_begun or state.mine is not None or pair.state != Pairing.State.ACTIVE:
        return None
    headline = f"{partner} has finished. Have you, too?" if state.theirs is not None else f"End well, you and {partner}"
    was = "was" if pair.ends_on < today else "is"
    detail = f"Thanks, a look back, a keepsake. Your last day {was} {dates.long_day(pair.ends_on)}."
    return NextStep(Rank.DUE, headline, detail, "End well", page, program=program, pairing=pair.pk)
