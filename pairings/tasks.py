"""Celery's hands: one function called, a count out. Beat runs them every minute and every hour."""

from celery import shared_task
from django.utils import timezone

from pairings import planner
from pairings.actions import returns


@shared_task
def plan() -> int:
    return planner.plan(timezone.now())


@shared_task
def roll() -> int:
    now = timezone.now()
    return planner.roll(now) + returns.resume_returned(now)
