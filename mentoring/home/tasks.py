"""What tidies up at night."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_sessions() -> None:
    """Delete the sessions that have ended; the rows of all others stay."""
    call_command("clearsessions")
