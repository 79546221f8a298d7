"""How often and when a person may be mailed. Reads nothing: moments in, moments out.

The coordinator's preview and the delivery call the same functions.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)  # when a day's reminders are due, in the recipient's time zone
USEFUL_FOR = timedelta(days=2)  # anything later is missed
SATURDAY = 5
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Quiet:
    """No mail from `begins` to `ends`, which may span midnight. If both are equal, only weekends can be quiet."""

    begins: time = time(20)
    ends: time = time(8)
    weekends: bool = True

    def covers(self, moment: datetime) -> bool:
        """`moment` must be in the person's time zone."""
        if self.weekends and moment.weekday() >= SATURDAY:
            return True
        clock = moment.time()
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends


@dataclass(frozen=True)
class Pace:
    """Defaults: at most 3 mails a week, quiet from 20:00 to 08:00 and on weekends. No product we studied has this."""

    quiet: Quiet = Quiet()
    budget: int = 3  # mails a week for one person; service mails don't count


def morning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, MORNING, zone)


def allowed_from(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into. `moment` is aware; the result is in `zone`."""
    here = moment.astimezone(UTC).astimezone(zone)  # a time or a day that a clock change skips becomes a later one
    while quiet.covers(here):
        here = _later(_end_of_quiet(here, quiet), here, quiet)
    return here


def week_of(moment: datetime, zone: ZoneInfo) -> date:
    day = moment.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def next_digest(moment: datetime, *, weekly: bool, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """The first morning after the day of `moment`, or the first Monday if weekly, moved out of quiet hours."""
    day = moment.astimezone(zone).date()
    days = 7 - day.weekday() if weekly else 1
    return allowed_from(morning(day + timedelta(days=days), zone), quiet, zone)


def digest_slot(moment: datetime, *, weekly: bool, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """The first digest at or after `moment`: what may be told at nine goes into the digest of nine o'clock."""
    day = moment.astimezone(zone).date()
    slot = allowed_from(morning(day - timedelta(days=day.weekday() if weekly else 0), zone), quiet, zone)
    return slot if slot >= moment else next_digest(moment, weekly=weekly, quiet=quiet, zone=zone)


def _end_of_quiet(here: datetime, quiet: Quiet) -> datetime:
    if quiet.weekends and here.weekday() >= SATURDAY:
        return datetime.combine(here.date() + timedelta(days=1), time(0), here.tzinfo)
    later = quiet.begins > quiet.ends and here.time() >= quiet.begins
    return datetime.combine(here.date() + timedelta(days=later), quiet.ends, here.tzinfo)


def _later(end: datetime, here: datetime, quiet: Quiet) -> datetime:
    """When the clocks go back, an end that isn't later than `here` is the same clock time an hour on."""
    real = end.astimezone(UTC).astimezone(here.tzinfo)
    if real.time() != end.time():  # the clocks skip this time: quiet hours end when they jump
        return _jump_before(real, quiet)
    return real if real > here else real + timedelta(hours=1)


def _jump_before(real: datetime, quiet: Quiet) -> datetime:
    while not quiet.covers(earlier := (real.astimezone(UTC) - MINUTE).astimezone(real.tzinfo)):
        real = earlier
    return real
