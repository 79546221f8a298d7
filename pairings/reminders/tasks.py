"""Celery's hands: one function called, a count out. Beat runs them every minute and every hour."""

from celery import shared_task
from django.utils import timezone

from pairings.endings import actions as endings
from pairings.fit_checks import asking
from pairings.pauses import returns
from pairings.reminders import planner


@shared_task
def plan() -> int:
    """Of the last days only: whatever could still go out."""
    now = timezone.now()
    return planner.plan(now, back=planner.RECENT_DAYS) + asking.ask_whether_it_fits(now)


@shared_task
def roll() -> int:
    """And a row for every older rung that was never planned, so that what was missed is seen."""
    now = timezone.now()
    return planner.roll(now) + returns.resume_returned(now) + endings.end_finished(now) + planner.plan(now)
