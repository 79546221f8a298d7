"""What stands on top of home: when the person meets next, and with whom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.next_steps import NextStep, Rank
from mentoring.web import dates
from pairings.calendars import clocks
from pairings.pair.models import Pairing
from pairings.times import next_steps as times_steps
from pairings.times import queries as times
from pairings.times.queries import Outlook, Planned


@dataclass(frozen=True)
class Act:
    label: str
    url: str
    icon: str = ""
    is_main: bool = False  # the one thing to do, unless a next step is
    posts: bool = False
    leads_out: bool = False  # to a video call


@dataclass(frozen=True)
class Stage:
    pairing: Pairing
    partner: User
    over: str  # the small words above the headline: “Next session”, “Your mentor”, “You and”
    headline: str
    detail: str = ""
    acts: Sequence[Act] = field(default_factory=list)
    is_now: bool = False  # Join is the one thing to do

    @property
    def beside(self) -> str:
        """What follows on `over`."""
        return f"with {self.partner}" if self.over.lower().endswith("session") else str(self.partner)


@dataclass(frozen=True)
class _Seen:
    """One pair as its stage needs it."""

    pairing: Pairing
    user: User
    outlook: Outlook
    now: datetime

    @property
    def partner(self) -> User:
        return self.pairing.partner_of(self.user)

    @property
    def running(self) -> Planned | None:
        found = self.outlook.unlogged
        return found if found and self.now < found.ends_at else None

    @property
    def passed(self) -> Planned | None:
        """The last planned session, if nobody has said yet what came of it."""
        return None if self.running else self.outlook.unlogged


def of(pairs: Sequence[Pairing], user: User, *, now: datetime) -> Stage | None:
    """The stage of the pair in which the most is happening; None without a pair. Runs no query."""
    found = [_of_pair(_Seen(pair, user, times.outlook(pair, now=now), now)) for pair in pairs]
    return min(found, key=lambda one: one[0])[1] if found else None


def without_its_own(stage: Stage, steps: Sequence[NextStep]) -> list[NextStep]:
    """The steps, without what the stage says already and without “all set”, which isn't something to do."""
    own = stage.pairing.pk
    return [one for one in steps if one.rank != Rank.CALM and not (one.pairing == own and _is_said(one))]


def _is_said(step: NextStep) -> bool:
    """Times to pick can be answered below the stage, which only says so."""
    return step.is_meeting and not step.choices


Order = tuple[int, float]


def _of_pair(seen: _Seen) -> tuple[Order, Stage]:
    """Smaller comes first: what is about to begin, what isn't logged, what is planned, and then what could be."""
    planned = seen.running or seen.outlook.next
    is_paused = seen.pairing.state == Pairing.State.PAUSED
    kinds: list[tuple[bool, int, Callable[[_Seen], Stage]]] = [
        (bool(planned and planned.starts_at < seen.now + times.SOON), 0, _next),
        (seen.passed is not None, 1, _passed),
        (planned is not None, 2, _next),
        (is_paused, 7, _paused),
        (bool(seen.outlook.proposed and seen.outlook.proposed.by != seen.user.pk), 3, _to_pick),
        (bool(seen.outlook.proposed), 6, _asked),
        (not seen.pairing.session_count, 4, _first),  # type: ignore[attr-defined]  # annotated in Viewpoint.pairs
        (True, 5, _nothing),
    ]
    order, show = next((order, show) for is_so, order, show in kinds if is_so)
    moment = planned.starts_at.timestamp() if planned else float(seen.pairing.pk)
    return (order, moment), show(seen)


def _next(seen: _Seen) -> Stage:
    planned = seen.running or seen.outlook.next
    assert planned is not None  # noqa: S101  for the type checker
    here = planned.starts_at.astimezone(seen.user.zone)
    day = dates.said_day(here.date(), seen.now.astimezone(seen.user.zone).date())
    is_now = bool(planned.link) and planned.starts_at - times.JOINS_EARLY <= seen.now
    page = reverse("planned_session", args=[planned.pk])
    join = [Act("Join", planned.link, "video", is_main=is_now, leads_out=True)] if planned.link else []
    return Stage(
        seen.pairing,
        seen.partner,
        "Session" if seen.running else "Next session",
        "Now" if seen.running else f"{day}, {dates.clock(here, seen.user.zone)}",
        _about(planned, seen),
        [*join, Act("Prepare" if _is_mentor(seen) else "Move or cancel", page)],
        is_now=is_now,
    )


def _about(planned: Planned, seen: _Seen) -> str:
    theirs = clocks.for_other(planned.starts_at, seen.user, seen.partner)
    away = _away(planned.starts_at, seen)
    return " · ".join(filter(None, [away, theirs, f"{planned.minutes} minutes", planned.where]))


def _away(moment: datetime, seen: _Seen) -> str:
    """“In 2 days”, “In 3 hours”, “In 10 minutes”; empty once it has begun."""
    minutes = int((moment - seen.now).total_seconds() // 60)
    if minutes < 0:
        return ""
    if minutes < 60:
        return f"In {minutes} minute{'s' * (minutes != 1)}"
    days = (moment.astimezone(seen.user.zone).date() - seen.now.astimezone(seen.user.zone).date()).days
    if days:
        return "" if days == 1 else f"In {dates.days(days)}"
    hours = minutes // 60
    return f"In {hours} hour{'s' * (hours > 1)}"


def _passed(seen: _Seen) -> Stage:
    planned = seen.passed
    assert planned is not None  # noqa: S101  for the type checker
    day = planned.starts_at.astimezone(seen.user.zone).date()
    away = (seen.now.astimezone(seen.user.zone).date() - day).days
    when = {0: "today", 1: "yesterday"}.get(away) or (dates.weekday(day) if away < 7 else dates.month_day(day))
    log = reverse("session_new", args=[seen.pairing.pk], query={"planned": planned.pk})
    acts = [Act("Log it", log, is_main=True), Act("We didn’t meet", times_steps.meeting_link(seen.user, planned))]
    return Stage(
        seen.pairing, seen.partner, "Your session", f"How was {when}?", "Writing it down takes a minute.", acts
    )


def _paused(seen: _Seen) -> Stage:
    until = f" until {dates.month_day(seen.pairing.returns_on)}" if seen.pairing.returns_on else ""
    acts, away = [], seen.pairing.away
    if away and away.user_id == seen.user.pk:
        back = reverse("person_resume", args=[seen.pairing.program_id, away.pk])
        acts = [Act("I’m back", back, is_main=True, posts=True)]
    return Stage(seen.pairing, seen.partner, "You and", f"On a break{until}", "No reminders until then.", acts)


def _to_pick(seen: _Seen) -> Stage:
    proposed = seen.outlook.proposed
    assert proposed is not None  # noqa: S101  for the type checker
    detail = f"{seen.partner.first_name} suggested when you could meet."
    act = Act("See the times", reverse("time_proposal", args=[proposed.pk]))
    return Stage(seen.pairing, seen.partner, "Next session", "Pick a time", detail, [act])


def _asked(seen: _Seen) -> Stage:
    proposed = seen.outlook.proposed
    assert proposed is not None  # noqa: S101  for the type checker
    headline = f"{seen.partner.first_name} is picking a time"
    change = Act("See your times", reverse("time_proposal", args=[proposed.pk]))
    return Stage(seen.pairing, seen.partner, "Next session", headline, _last_met(seen), [change])


def _first(seen: _Seen) -> Stage:
    over = "Your mentee" if _is_mentor(seen) else "Your mentor"
    starts_on, today = seen.pairing.started_on, seen.pairing.program.today(seen.now)
    detail = (
        f"You start on {dates.long_day(starts_on)}."
        if starts_on > today
        else "Your first session is for getting to know each other."
    )
    return Stage(seen.pairing, seen.partner, over, f"Meet {seen.partner}", detail, [_find(seen)])


def _nothing(seen: _Seen) -> Stage:
    return Stage(seen.pairing, seen.partner, "You and", "No session planned", _last_met(seen), [_find(seen)])


def _find(seen: _Seen) -> Act:
    return Act("Find a time", reverse("times_propose", args=[seen.pairing.pk]), "calendar-plus", is_main=True)


def _last_met(seen: _Seen) -> str:
    held_on = seen.pairing.last_held_on  # type: ignore[attr-defined]  # annotated in Viewpoint.pairs
    return f"You last met {dates.month_day(held_on)}." if held_on else ""


def _is_mentor(seen: _Seen) -> bool:
    return seen.pairing.mentor.user_id == seen.user.pk
