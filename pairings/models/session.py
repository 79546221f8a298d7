"""A session that took place, its log, and private notes about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from pairings.models.pairing import Pairing
from pairings.models.touchpoint import Touchpoint


class Session(models.Model):
    """Date and length: visible to the pair and the coordinators. The words live in SessionLog."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="sessions")
    touchpoint = models.OneToOneField(
        Touchpoint, null=True, blank=True, on_delete=models.SET_NULL, related_name="session"
    )
    held_on = models.DateField("day you met")
    minutes = models.PositiveSmallIntegerField("length in minutes")
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()
    # Sent with the form: the same form posted twice logs one session.
    form_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5) & Q(minutes__lte=480),
                name="session_has_a_length",
                violation_error_message="Enter a length from 5 to 480 minutes.",
            ),
        ]

    def __str__(self) -> str:
        return f"Session on {self.held_on}, {self.minutes} minutes"


class SessionLog(models.Model):
    """What the pair wrote down: visible to the two of them, to nobody else."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="log")
    shared_notes = models.TextField(blank=True, max_length=20_000)
    what_i_heard = models.TextField(blank=True, max_length=20_000)  # the mentor's

    def __str__(self) -> str:
        return f"Log of {self.session}"


class PrivateNote(models.Model):
    """Visible to its author alone."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="private_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="private_notes")
    text = models.TextField(max_length=20_000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "author"], name="private_note_is_single")]

    def __str__(self) -> str:
        return f"Private note on {self.session}"
