"""The Celery tasks that beat runs every minute and every hour: each calls functions and returns a count."""

from celery import shared_task
from django.utils import timezone

from pairings.endings import actions as endings
from pairings.fit_checks import asking
from pairings.pauses import returns
from pairings.reminders import planner


@shared_task
def plan() -> int:
    """Looks only at the last days: at whatever could still go out."""
    now = timezone.now()
    return planner.plan(now, back=planner.RECENT_DAYS) + asking.ask_whether_it_fits(now)


@shared_task
def roll() -> int:
    """Also plans every older rung that was never planned, so that people see what was missed."""
    now = timezone.now()
    return planner.roll(now) + returns.resume_returned(now) + endings.end_finished(now) + planner.plan(now)
