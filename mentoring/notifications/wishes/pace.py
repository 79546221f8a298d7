"""How often and when a person may be mailed. Pure calculation: moments in, moments out.

The coordinator's preview and the delivery call the same functions.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)  # when a day's reminders are due, in the recipient's own zone
USEFUL_FOR = timedelta(days=2)  # what is later is missed
SATURDAY = 5
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Quiet:
    """No mail from `begins` to `ends` (over midnight where it begins later than it ends; equal: never quiet)."""

    begins: time = time(20)
    ends: time = time(8)
    weekends: bool = True

    def covers(self, moment: datetime) -> bool:
        """Whether a moment, given in the person's zone, is quiet."""
        if self.weekends and moment.weekday() >= SATURDAY:
            return True
        clock = moment.time()
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends


@dataclass(frozen=True)
class Pace:
    """Defaults: at most 3 mails a week, quiet from 20:00 to 08:00 and at weekends (a gap in all products studied)."""

    quiet: Quiet = Quiet()
    budget: int = 3  # mails a week for one person; service mails don't count


def morning(day: date, zone: ZoneInfo) -> datetime:
    """Nine o'clock of that day where the person is."""
    return datetime.combine(day, MORNING, zone)


def allowed_from(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into. `moment` is aware; the answer is in `zone`."""
    here = moment.astimezone(UTC).astimezone(zone)  # a time, or a day, that a change of clocks skips is a later one
    while quiet.covers(here):
        here = _later(_end_of_quiet(here, quiet), here, quiet)
    return here


def week_of(moment: datetime, zone: ZoneInfo) -> date:
    """The Monday of the week that the moment belongs to where the person is."""
    day = moment.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def next_digest(moment: datetime, *, weekly: bool, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """When the next digest after `moment` goes out: the next morning, or the next Monday's, out of quiet hours."""
    day = moment.astimezone(zone).date()
    days = 7 - day.weekday() if weekly else 1
    return allowed_from(morning(day + timedelta(days=days), zone), quiet, zone)


def digest_slot(moment: datetime, *, weekly: bool, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """The first slot of a daily or weekly digest at or after `moment`: what is allowed at nine is told at nine."""
    day = moment.astimezone(zone).date()
    slot = allowed_from(morning(day - timedelta(days=day.weekday() if weekly else 0), zone), quiet, zone)
    return slot if slot >= moment else next_digest(moment, weekly=weekly, quiet=quiet, zone=zone)


def _end_of_quiet(here: datetime, quiet: Quiet) -> datetime:
    """The next end of quiet hours or, at a weekend, midnight before the next day."""
    if quiet.weekends and here.weekday() >= SATURDAY:
        return datetime.combine(here.date() + timedelta(days=1), time(0), here.tzinfo)
    later = quiet.begins > quiet.ends and here.time() >= quiet.begins
    return datetime.combine(here.date() + timedelta(days=later), quiet.ends, here.tzinfo)


def _later(end: datetime, here: datetime, quiet: Quiet) -> datetime:
    """Real time goes on even where a clock is put back: an end that isn't later is the same one an hour on."""
    real = end.astimezone(UTC).astimezone(here.tzinfo)
    if real.time() != end.time():  # the clocks skip this end: the night is over when they jump
        return _jump_before(real, quiet)
    return real if real > here else real + timedelta(hours=1)


def _jump_before(real: datetime, quiet: Quiet) -> datetime:
    while not quiet.covers(earlier := (real.astimezone(UTC) - MINUTE).astimezone(real.tzinfo)):
        real = earlier
    return real
