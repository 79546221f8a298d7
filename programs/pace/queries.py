"""When and how often a program lets its people be mailed, and its holidays."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import QuerySet

from mentoring.notifications.wishes.pace import Pace, Quiet
from programs.journey.calculation import Blackout
from programs.pace.models import Holiday
from programs.program.models import Program


def pace_of(program: Program) -> Pace:
    quiet = Quiet(program.quiet_from, program.quiet_until, program.quiet_weekends)
    return Pace(quiet, program.mail_budget)


def pace_of_programs(ids: Iterable[int]) -> Mapping[int, Pace]:
    fields = ("quiet_from", "quiet_until", "quiet_weekends", "mail_budget")
    return {program.pk: pace_of(program) for program in Program.objects.filter(pk__in=ids).only(*fields)}


def blackout_of(program: Program) -> Blackout:
    days: QuerySet[Holiday, tuple[date, date]] = program.holidays.values_list("first_on", "last_on")
    return Blackout(days)


def holidays_of(program: Program, *, now: datetime) -> tuple[list[Holiday], list[Holiday]]:
    """First the holidays that are going on or still to come, then those that are over."""
    today, holidays = program.today(now), list(program.holidays.all())
    past = [holiday for holiday in holidays if holiday.last_on < today]
    return [holiday for holiday in holidays if holiday not in past], past
