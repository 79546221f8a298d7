"""What is to be told, and every mail as a visible row. Rows are the truth; the broker may forget everything."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Notification(models.Model):
    """One thing to tell one person. Planned once (the key is unique), re-checked when it is delivered."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        DELIVERED = "delivered", "Delivered"
        SUPPRESSED = "suppressed", "No longer true or not wanted"
        MISSED = "missed", "Too late to be useful"
        FAILED = "failed", "Failed"

    key = models.CharField(max_length=200, unique=True)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    program_id = models.BigIntegerField(null=True)  # ids: this floor knows no program
    pairing_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.PLANNED, db_default="planned")
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(default=timezone.now, db_default=models.functions.Now())
    decided_at = models.DateTimeField(null=True)  # when it was delivered, suppressed, missed or failed

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="planned"), name="notification_due"),
            models.Index(fields=["recipient", "-due_at"]),
            models.Index(fields=["program_id", "-due_at"]),
        ]

    def __str__(self) -> str:
        return self.key


class Mail(models.Model):
    """One mail as it was, or will be, sent. Its Message-ID is fixed before the first attempt."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    notification = models.OneToOneField(Notification, null=True, on_delete=models.CASCADE, related_name="mail")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="mails")
    to = models.EmailField("to")
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200, unique=True)
    program_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)
    server_answer = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="queued"), name="mail_waiting"),
            models.Index(fields=["program_id", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


class Preference(models.Model):
    """A kind of mail that a person no longer wants. No row: wanted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preferences")
    kind = models.CharField(max_length=60)
    by_mail = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="preference_is_single")]

    def __str__(self) -> str:
        return f"{self.kind}: {'mail' if self.by_mail else 'no mail'}"


def new_message_id(host: str) -> str:
    return f"<{uuid.uuid4().hex}@{host}>"
