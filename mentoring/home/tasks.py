"""What tidies up at night."""

import structlog
from allauth.usersessions.models import UserSession
from celery import shared_task
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from mentoring.home.actions import keeping

log = structlog.get_logger(__name__)


@shared_task
def clear_sessions() -> None:
    """Delete the sessions that have ended, and what is known of their browsers; the rows of all others stay."""
    call_command("clearsessions")
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


@shared_task
def clear_old() -> None:
    """Take away what has been kept for as long as the administrator wants, and say in the log how many went."""
    log.info("old_cleared", **keeping.clear(now=timezone.now()))
