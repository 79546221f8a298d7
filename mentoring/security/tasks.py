"""What tidies up at night."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from mentoring.security import actions


@shared_task
def delete_old_events() -> int:
    now = timezone.now()
    return actions.delete_before(now - timedelta(days=settings.SECURITY_LOG_DAYS), now=now)
