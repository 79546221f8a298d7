"""What tidies up at night."""

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.contrib.sessions.models import Session
from django.core.management import call_command


@shared_task
def clear_sessions() -> None:
    """Delete the sessions that have ended, and what is known of their browsers; the rows of all others stay."""
    call_command("clearsessions")
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
