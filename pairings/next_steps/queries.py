"""What a person could do now about their pairs: rules in the order of the interface's "next step" table."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.notifications.answering import links
from mentoring.web import dates
from mentoring.web.steps import NextStep
from pairings.attention.queries import Attention, needs_attention_in
from pairings.beginning import next_steps as beginning_steps
from pairings.beginning import queries as beginning
from pairings.calendars import clocks
from pairings.check_ins.models import CheckIn
from pairings.endings import next_steps as ending_steps
from pairings.endings import queries as endings
from pairings.feedback.models import Feedback
from pairings.messages import queries as messages
from pairings.pair.models import Pairing, PairingQuerySet
from pairings.promises import queries as promises
from pairings.times import queries as planned
from pairings.times.models import with_outlook
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Step
from programs.program.models import Membership, Program

NEEDS_A_HAND, UNLOGGED, GOALS_MISSING, STEP_DUE, CHECK_IN_DUE, COMING, CALM, UNMATCHED = 1, 6, 7, 8, 9, 10, 11, 90
# A step is offered from so many days before its day.
SOON = timedelta(days=3)
GOALS_SOON = timedelta(days=14)
SESSION_SOON = timedelta(days=2)


def next_steps(
    user: User,
    *,
    now: datetime,
    pairs: Sequence[Pairing] | None = None,
    attention: Mapping[int, list[Attention]] | None = None,
) -> list[NextStep]:
    """Of all pairs of the person, and of the programs they coordinate, the most urgent first.

    Where the caller has loaded them already: `pairs` are those `pairs_of` the person, `attention` is what
    `needs_attention_in` says of the person's programs.
    """
    if attention is None:
        attention = needs_attention_in(Program.objects.coordinated_by(user).open(), now=now)
    if pairs is None:
        pairs = list(with_outlook(beginning.with_beginning(pairs_of(user), user)).annotate(**endings.needed()))
    first = [*beginning_steps.next_steps(user, pairs, now=now), *ending_steps.next_steps(user, pairs, now=now)]
    steps = [*(_hand(waiting) for waiting in attention.values()), *first, *_as_pair(user, pairs, now)]
    return sorted(steps, key=lambda step: step.rank)


def pairs_of(user: User) -> PairingQuerySet:
    """Live pairs that the person takes part in, with `has_goals`."""
    return Pairing.objects.taken_part_in_by(user).live().with_people().with_goals()


def of_pairing(pair: Pairing, user: User, due: list[Touchpoint], *, answered: set[int], now: datetime) -> NextStep:
    """The first thing to do about one pair, for its page: the pair comes with `pair.load_own_cards`.

    Feedback and goals stand on the page themselves: so it never says “all set” there.
    """
    first = [*beginning_steps.next_steps(user, [pair], now=now), *ending_steps.next_steps(user, [pair], now=now)]
    first += [*messages.next_steps(user, [pair]), *planned.next_steps(user, [pair], now=now)]
    first += promises.next_steps(user, [pair], now=now)
    found = min([*first, *_of_pair(pair, user, due, answered, now)], key=lambda step: step.rank)
    if found.rank < CALM or pair.state == Pairing.State.PAUSED:
        return found
    following = _following(due, pair.program.today(now))
    headline = f"No step is due until {dates.long_day(following.due_on)}" if following else "No step is due"
    return replace(found, headline=headline, detail=_then(following))


def _hand(waiting: list[Attention]) -> NextStep:
    headline = "1 pair needs a hand" if len(waiting) == 1 else f"{len(waiting)} pairs need a hand"
    first, program = waiting[0], waiting[0].program
    days = f"for {first.days} days" if first.days > 1 else "for a day" if first.days else "since today"
    pairs = f"{reverse('pairs', args=[program.pk])}?needs=hand"
    return NextStep(
        NEEDS_A_HAND,
        headline,
        f"{first.pair} {'has waited' if len(waiting) == 1 else 'has waited longest,'} {days}.",
        "See the pair" if len(waiting) == 1 else "See the pairs",
        reverse("pair", args=[first.pairing_id]) if len(waiting) == 1 else pairs,
        program=program.name,
    )


def _as_pair(user: User, pairs: Sequence[Pairing], now: datetime) -> list[NextStep]:
    found = [pair for pair in pairs if not pair.program.is_closed]
    if not found:
        return []
    due = _open_steps(found, user)
    answered = {touchpoint.pk for row in due.values() for touchpoint in row if touchpoint.answered}  # type: ignore[attr-defined]
    return [step for pair in found for step in _of_pair(pair, user, due[pair.pk], answered, now)]


def _open_steps(pairs: list[Pairing], user: User) -> dict[int, list[Touchpoint]]:
    """By pair, each with `answered`: a check-in, or feedback, that this person has given while the partner hasn't."""
    by_pair: dict[int, list[Touchpoint]] = defaultdict(list)
    mine = CheckIn.objects.filter(touchpoint=OuterRef("pk"), member__user=user)
    written = Feedback.objects.filter(touchpoint=OuterRef("pk"), author=user)
    rows = Touchpoint.objects.open().filter(pairing__in=pairs, step__enabled=True).select_related("step")
    rows = rows.exclude(step__kind=Step.Kind.FIT_CHECK)  # that it is open still would tell of the partner's answer
    for touchpoint in rows.annotate(answered=Exists(mine) | Exists(written)):
        by_pair[touchpoint.pairing_id].append(touchpoint)
    return by_pair


def _of_pair(pair: Pairing, user: User, due: list[Touchpoint], answered: set[int], now: datetime) -> list[NextStep]:
    today, partner = pair.program.today(now), pair.partner_of(user).first_name
    if pair.state == Pairing.State.PAUSED:
        return [_paused(pair, partner)]
    rest = [touchpoint for touchpoint in due if touchpoint.step.kind not in beginning.KINDS]  # beginning_steps has them
    asked = [touchpoint for touchpoint in rest if _asks(touchpoint, pair, user) and touchpoint.pk not in answered]
    offered = [_offer(touchpoint, pair, user, partner, now) for touchpoint in asked]
    return [step for step in offered if step] or [_calm(pair, partner, due, today)]


def _asks(touchpoint: Touchpoint, pair: Pairing, user: User) -> bool:
    sides = {Step.Doer.MENTOR: [pair.mentor], Step.Doer.MENTEE: [pair.mentee], Step.Doer.COORDINATOR: []}
    members: list[Membership] = sides.get(Step.Doer(touchpoint.step.doer), [pair.mentor, pair.mentee])
    return user.pk in [member.user_id for member in members]


def _offer(touchpoint: Touchpoint, pair: Pairing, user: User, partner: str, now: datetime) -> NextStep | None:
    kind, due_on, today = touchpoint.step.kind, touchpoint.due_on, pair.program.today(now)
    if kind == Step.Kind.SESSION:
        return _session(touchpoint, pair, user, partner, today, now)
    if kind == Step.Kind.GOALS:
        wanted = due_on <= today + GOALS_SOON and not pair.has_goals  # type: ignore[attr-defined]  # annotated
        return _goals(pair, user, partner, due_on) if wanted else None
    if kind == Step.Kind.CHECK_IN:
        return _check_in(touchpoint, pair, partner) if due_on <= today else None
    if kind == Step.Kind.GOAL_REVIEW:
        return _goal_review(pair, partner, due_on) if due_on <= today + SOON else None
    if kind == Step.Kind.CLOSURE:
        return None  # ending_steps has it
    if kind == Step.Kind.FEEDBACK:
        return _feedback(touchpoint, pair, partner) if due_on <= today + SOON else None
    return _other(touchpoint, pair, partner) if due_on <= today + SOON else None


def _session(
    touchpoint: Touchpoint, pair: Pairing, user: User, partner: str, today: date, now: datetime
) -> NextStep | None:
    log = f"{reverse('session_new', args=[pair.pk])}?touchpoint={touchpoint.pk}"
    if touchpoint.due_on < today:
        token = links.make("meeting", user_id=user.pk, object_id=touchpoint.pk)
        return NextStep(
            UNLOGGED,
            f"Did you and {partner} meet {_around(touchpoint.due_on, today)}?",
            "Writing it down takes a minute.",
            "Log the session",
            log,
            escape_label="We didn’t meet",
            escape_url=f"{reverse('answer', args=[token])}?met=no",
            program=pair.program.name,
        )
    if touchpoint.due_on <= today + SESSION_SOON:
        return _coming(touchpoint, pair, user, partner, today, now)
    return None


def _coming(
    touchpoint: Touchpoint, pair: Pairing, user: User, partner: str, today: date, now: datetime
) -> NextStep | None:
    """With its time where one is planned; else with the way to find one. `planned` says what is near or proposed."""
    outlook, headline = planned.outlook(pair, now=now), f"Your next session with {partner} is due"
    session = outlook.next
    if outlook.proposed or (session and session.starts_at <= now + planned.SOON):
        return None
    think = "Think of one thing you would like to talk about."
    if session:
        when = clocks.when(session.starts_at, user, pair.partner_of(user))
        words = (f"You meet {partner}: {when}", think, "See the session", reverse("planned_session", args=[session.pk]))
    else:
        find = reverse("times_propose", args=[pair.pk])
        due = f"{headline} {_around(touchpoint.due_on, today)}"
        words = (due, "No time is planned for it here yet.", "Find a time", find)
    return NextStep(COMING, *words, program=pair.program.name)


def _goals(pair: Pairing, user: User, partner: str, due_on: date) -> NextStep | None:
    if user.pk != pair.mentee.user_id:
        return None
    return NextStep(
        GOALS_MISSING,
        f"Write down what you want from your time with {partner}",
        f"One sentence is enough to begin with. Agree on it together by {dates.long_day(due_on)}.",
        "Set a goal",
        reverse("goal_new", args=[pair.pk]),
        program=pair.program.name,
    )


def _check_in(touchpoint: Touchpoint, pair: Pairing, partner: str) -> NextStep:
    return NextStep(
        CHECK_IN_DUE,
        f"How is it going with {partner}?",
        f"One rating, under a minute. The coordinators see it, {partner} doesn’t.",
        "Answer",
        reverse("check_in", args=[touchpoint.pk]),
        program=pair.program.name,
    )


def _goal_review(pair: Pairing, partner: str, due_on: date) -> NextStep:
    return NextStep(
        STEP_DUE,
        f"Look at your goals with {partner}",
        f"Five minutes, one decision for each goal. Due on {dates.long_day(due_on)}.",
        "Review your goals",
        reverse("goal_review", args=[pair.pk]),
        program=pair.program.name,
    )


def _feedback(touchpoint: Touchpoint, pair: Pairing, partner: str) -> NextStep:
    return NextStep(
        STEP_DUE,
        f"Give {partner} feedback",
        f"A strength, something you saw, one next step. Due on {dates.long_day(touchpoint.due_on)}.",
        "Write it",
        f"{reverse('feedback_new', args=[pair.pk])}?touchpoint={touchpoint.pk}",
        program=pair.program.name,
    )


def _other(touchpoint: Touchpoint, pair: Pairing, partner: str) -> NextStep:
    return NextStep(
        STEP_DUE,
        f"{touchpoint.step.title}, with {partner}",
        f"Due on {dates.long_day(touchpoint.due_on)}.",
        "See the step",
        f"{reverse('pair', args=[pair.pk])}#step-{touchpoint.pk}",
        program=pair.program.name,
    )


def _paused(pair: Pairing, partner: str) -> NextStep:
    until = f" until {dates.long_day(pair.returns_on)}" if pair.returns_on else ""
    return NextStep(
        CALM,
        f"You and {partner} are taking a pause{until}",
        "No reminders until then.",
        "See your page",
        reverse("pair", args=[pair.pk]),
        program=pair.program.name,
    )


def _calm(pair: Pairing, partner: str, due: list[Touchpoint], today: date) -> NextStep:
    following = _following(due, today)
    until = f" until {dates.long_day(following.due_on)}" if following else ""
    headline, page = f"You and {partner} are all set{until}", reverse("pair", args=[pair.pk])
    return NextStep(CALM, headline, _then(following), "See your page", page, program=pair.program.name)


def _following(due: list[Touchpoint], today: date) -> Touchpoint | None:
    return next((touchpoint for touchpoint in due if touchpoint.due_on >= today), None)


def _then(following: Touchpoint | None) -> str:
    return f"Then comes “{following.step.title}”." if following else "Nothing is due."


def _around(day: date, today: date) -> str:
    """“today”, “on Tuesday” within a week, else “around Tuesday 3 November”: nobody remembers which Tuesday it was."""
    away = (day - today).days
    far = f"on {dates.weekday(day)}" if abs(away) < 7 else f"around {dates.long_day(day)}"
    return dates.NEAR.get(away, far)
