"""Which pairs need the coordinator today, with the reason in words and how long it has waited."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from pairings.models import CheckIn, FitCheck, Pairing, Session, Touchpoint
from programs.models import Membership, Program, Rung, Step

# Where a step's ladder has no rung for the coordinator: the ladder's default.
LATE_AFTER_DAYS = 14
# Two rhythms without a session: the pair is silent.
SILENT_AFTER_RHYTHMS = 2
LOW_RATING = 2
LOW_RATING_COUNTS_FOR = timedelta(days=30)

# Inside the queries below, written down once: home asks them on every visit of a coordinator.
HELD = Session.objects.filter(pairing=OuterRef("pk")).order_by("-held_on").values("held_on")
LADDER = (
    Rung.objects.filter(step=OuterRef("step"), audience=Rung.Audience.COORDINATOR)
    .order_by("-offset_days")
    .values("offset_days")
)
NEWER_CHECK_IN = CheckIn.objects.filter(
    member=OuterRef("member"),
    touchpoint__pairing=OuterRef("touchpoint__pairing"),
    answered_at__gt=OuterRef("answered_at"),
)


def _no_of(member: str, partner: str) -> QuerySet[FitCheck, Any]:
    """When this side said that it isn't a fit; never where the partner coordinates the program and would read it."""
    theirs = {"program": OuterRef("pairing__program"), "user": OuterRef(OuterRef(f"{partner}__user"))}
    return FitCheck.objects.filter(
        ~Exists(Membership.objects.coordinators().filter(**theirs)),
        pairing=OuterRef("pk"),
        member=OuterRef(member),
        answer=FitCheck.Answer.NO,
    ).values("answered_at")


MENTORS_NO, MENTEES_NO = _no_of("mentor", "mentee"), _no_of("mentee", "mentor")
SAID_NO = FitCheck.objects.filter(pairing=OuterRef("pk"), answer=FitCheck.Answer.NO)
PAIRS = (
    Pairing.objects.active()
    .annotate(last_held_on=Subquery(HELD[:1]), mentors_no=Subquery(MENTORS_NO), mentees_no=Subquery(MENTEES_NO))
    .with_names()
)
OPEN_STEPS = (
    Touchpoint.objects.open()
    .filter(pairing__state=Pairing.State.ACTIVE, step__enabled=True)
    .exclude(step__kind=Step.Kind.SESSION)
    .select_related("step")
    .only("pairing_id", "due_on", "step__title")
    .annotate(tells_coordinator_after=Subquery(LADDER[:1]))
)
LOW_ONES = (
    CheckIn.objects.filter(~Exists(NEWER_CHECK_IN), rating__lte=LOW_RATING)
    .select_related("touchpoint", "member__user")
    .only("rating", "answered_at", "touchpoint__pairing_id", "member__user__name", "member__user__email")
)


@dataclass(frozen=True)
class Attention:
    """One pair that needs a hand. `days` is how long the oldest of its reasons has waited."""

    pairing: Pairing
    reason: str
    days: int


@dataclass(frozen=True)
class _Reason:
    sentence: str
    days: int


def needs_attention(program: Program, *, now: datetime) -> list[Attention]:
    """The pairs of one program that need a hand, those who have waited longest first."""
    return needs_attention_in([program], now=now).get(program.pk, [])


def needs_attention_in(programs: Iterable[Program], *, now: datetime) -> dict[int, list[Attention]]:
    """Program id → pairs that need a hand, in a constant number of queries for any number of programs."""
    running = [program for program in programs if program.state == Program.State.RUNNING]
    if not running:
        return {}
    late, unhappy = _late_steps(running, now), _low_ratings(running, now)
    pairs = _suspects(running, {*late, *unhappy}, now)
    found: dict[int, list[Attention]] = defaultdict(list)
    known = {program.pk: program for program in running}
    for pair in pairs:
        pair.program = known[pair.program_id]
        today = pair.program.today(now)
        reasons = [
            *_past_last_day(pair, today),
            *_silent(pair, today),
            *_no_fit(pair, now),
            *unhappy.get(pair.pk, []),
            *(reason for touchpoint in late.get(pair.pk, []) for reason in _late(touchpoint, today)),
        ]
        if reasons:
            sentences = " ".join(reason.sentence for reason in reasons)
            found[pair.program_id].append(Attention(pair, sentences, max(reason.days for reason in reasons)))
    return {program: sorted(pairs, key=lambda one: -one.days) for program, pairs in found.items()}


def _suspects(programs: list[Program], known: set[int], now: datetime) -> QuerySet[Pairing]:
    """Active pairs that could have a reason: the rest of a large program isn't even loaded.

    Adds `last_held_on`, and when either said that it isn't a fit.
    """
    shortest = min(program.cadence_days for program in programs)
    today = now.date() + timedelta(days=1)  # or a day less, somewhere on earth
    quiet_since = today - timedelta(days=SILENT_AFTER_RHYTHMS * shortest)
    silent = Q(~Exists(HELD.filter(held_on__gt=quiet_since)), started_on__lte=quiet_since)
    return PAIRS.filter(
        Q(pk__in=known) | Q(ends_on__lt=today) | silent | Q(cadence_days__isnull=False) | Exists(SAID_NO),
        program__in=programs,
    )


def _past_last_day(pair: Pairing, today: date) -> list[_Reason]:
    days = (today - pair.ends_on).days
    return [_Reason(f"Their last day was {_day(pair.ends_on)}. End the pair and thank them.", days)] if days > 0 else []


def _silent(pair: Pairing, today: date) -> list[_Reason]:
    last: date | None = pair.last_held_on  # type: ignore[attr-defined]  # annotated in needs_attention_in
    days = (today - (last or pair.started_on)).days
    if days < SILENT_AFTER_RHYTHMS * (pair.cadence_days or pair.program.cadence_days):
        return []
    if last:
        return [_Reason(f"No session since {_day(last)}, {days} days ago.", days)]
    return [_Reason(f"No session yet, {days} days after they were paired.", days)]


def _no_fit(pair: Pairing, now: datetime) -> list[_Reason]:
    said: list[tuple[Membership, datetime | None]] = [
        (pair.mentee, pair.mentees_no),  # type: ignore[attr-defined]  # annotated in _suspects
        (pair.mentor, pair.mentors_no),  # type: ignore[attr-defined]
    ]
    return [
        _Reason(f"{member.user.first_name} said that it isn’t a fit.", (now - at).days) for member, at in said if at
    ]


def _late(touchpoint: Touchpoint, today: date) -> list[_Reason]:
    days = (today - touchpoint.due_on).days
    limit: int | None = touchpoint.tells_coordinator_after  # type: ignore[attr-defined]  # annotated in _late_steps
    if days < (LATE_AFTER_DAYS if limit is None else limit):
        return []
    return [_Reason(f"“{touchpoint.step.title}” is {days} days late.", days)]


def _late_steps(programs: list[Program], now: datetime) -> dict[int, list[Touchpoint]]:
    """Open steps of the pairs whose day has come, except sessions: silence speaks for those."""
    by_pair: dict[int, list[Touchpoint]] = defaultdict(list)
    today = now.date() + timedelta(days=1)  # wherever on earth it is today
    for touchpoint in OPEN_STEPS.filter(step__program__in=programs, due_on__lte=today):
        by_pair[touchpoint.pairing_id].append(touchpoint)
    return by_pair


def _low_ratings(programs: list[Program], now: datetime) -> dict[int, list[_Reason]]:
    """The newest check-in of each person, where it is low and not old."""
    low = LOW_ONES.filter(member__program__in=programs, answered_at__range=(now - LOW_RATING_COUNTS_FOR, now))
    by_pair: dict[int, list[_Reason]] = defaultdict(list)
    for check_in in low:
        sentence = f"{check_in.member.user.first_name} rated the last check-in {check_in.rating} of 5."
        by_pair[check_in.touchpoint.pairing_id].append(_Reason(sentence, (now - check_in.answered_at).days))
    return by_pair


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"
