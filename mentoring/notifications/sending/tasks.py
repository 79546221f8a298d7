"""Celery's hands: one function called, a count out."""

from celery import shared_task
from django.utils import timezone

from mentoring.notifications.sending import delivery, heartbeat
from mentoring.notifications.sending import sender as sending_sender


@shared_task
def deliver(by_beat: bool = False) -> int:
    if by_beat:
        heartbeat.beat(timezone.now())
    return delivery.run()


@shared_task
def reap() -> int:
    return sending_sender.reap(timezone.now())
