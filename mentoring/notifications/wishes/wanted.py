"""What people and programs want of mails, read for a whole batch in a constant number of queries."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Q
from django.utils import timezone, translation

from mentoring.accounts.models import User
from mentoring.notifications.wishes import pace, program_paces
from mentoring.notifications.wishes.models import MailHabits, Preference, RefusedAddress, Snooze
from mentoring.notifications.wishes.pace import Pace, Quiet

AT_ONCE = MailHabits.Rhythm.AT_ONCE
UTC = ZoneInfo("UTC")


class Wishes:
    """Each query runs at most once, and only if somebody needs its answer."""

    def __init__(self, people: Iterable[User], programs: Iterable[int | None]) -> None:
        self._people = {person.pk: person for person in people}
        self._programs = {program_id for program_id in programs if program_id}

    def read_quiet_hours(self) -> "Wishes":
        """Run the queries of `quiet` now instead of at its first call."""
        _ = self._habits, self._paces
        return self

    def by_mail(self, person: User, kind: str) -> bool:
        return self._preferences.get((person.pk, kind), (True, True))[0]

    def in_app(self, person: User, kind: str) -> bool:
        return self._preferences.get((person.pk, kind), (True, True))[1]

    def rhythm(self, person: User) -> str:
        habits = self._habits.get(person.pk)
        return habits.rhythm if habits else AT_ONCE

    def budget(self, program_id: int | None) -> int:
        return self._pace(program_id).budget

    def quiet(self, person: User, program_id: int | None) -> Quiet:
        habits = self._habits.get(person.pk)
        if habits and habits.quiet_from is not None and habits.quiet_until is not None:
            return Quiet(habits.quiet_from, habits.quiet_until, bool(habits.quiet_weekends))
        return self._pace(program_id).quiet

    def allowed_from(self, moment: datetime, person: User, program_id: int | None) -> datetime:
        return pace.allowed_from(moment, self.quiet(person, program_id), zone(person))

    def snoozed_until(self, person: User, about: str) -> datetime | None:
        return self._snoozes.get((person.pk, about)) if about else None

    def refusal(self, address: str) -> str:
        """What a mail server answered when it refused this address for good; empty if none has."""
        return self._refusals.get(address.lower(), "")

    def _pace(self, program_id: int | None) -> Pace:
        return self._paces.get(program_id, program_paces.DEFAULT) if program_id else program_paces.DEFAULT

    @cached_property
    def _preferences(self) -> dict[tuple[int, str], tuple[bool, bool]]:
        rows = Preference.objects.filter(Q(by_mail=False) | Q(in_app=False), user__in=self._people)
        return {(row.user_id, row.kind): (row.by_mail, row.in_app) for row in rows}

    @cached_property
    def _habits(self) -> dict[int, MailHabits]:
        return {habits.user_id: habits for habits in MailHabits.objects.filter(user__in=self._people)}

    @cached_property
    def _snoozes(self) -> dict[tuple[int, str], datetime]:
        return {(row.user_id, row.about): row.until for row in Snooze.objects.filter(user__in=self._people)}

    @cached_property
    def _refusals(self) -> dict[str, str]:
        return refusals(person.email for person in self._people.values())

    @cached_property
    def _paces(self) -> Mapping[int, Pace]:
        return program_paces.of_programs(self._programs)


def refusals(addresses: Iterable[str]) -> dict[str, str]:
    """The mail servers' answers by address, in lower case, for addresses they have refused for good."""
    found = RefusedAddress.objects.filter(address__in={address.lower() for address in addresses})
    return dict(found.values_list("address", "answer"))


@contextmanager
def in_words_of(person: User) -> Iterator[None]:
    """Days, clocks and their order as this person reads them."""
    with timezone.override(zone(person)), translation.override(person.language):
        yield


def zone(person: User) -> ZoneInfo:
    """The person's time zone, or UTC if it isn't a valid one: one odd row must not stop everybody's mails."""
    try:
        return person.zone
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
