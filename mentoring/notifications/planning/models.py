"""Notifications and mails, each a visible row. The rows are the truth; the broker may forget everything."""

import re
import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

# How sentences of ours begin, and how what a mail server said reads; the rest is what came instead of an answer.
OURS = ("Not sent: ", "The worker stopped", "No mail server")
SERVERS = re.compile(r"^\d\d\d[ -]|API response|recipients were rejected")


class NotificationQuerySet(models.QuerySet["Notification"]):
    def planned(self) -> "NotificationQuerySet":
        return self.filter(state=Notification.State.PLANNED)

    def due(self, now: datetime) -> "NotificationQuerySet":
        return self.planned().filter(due_at__lte=now)

    def folded(self, now: datetime) -> "NotificationQuerySet":
        """Notifications whose digest is due."""
        return self.filter(state=Notification.State.FOLDED, due_at__lte=now)


class Notification(models.Model):
    """One thing to tell one person. It is planned once (the key is unique) and checked again at delivery."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        FOLDED = "folded", "Waits for the digest"
        DELIVERED = "delivered", "Delivered"
        SUPPRESSED = "suppressed", "No longer true or not wanted"
        MISSED = "missed", "Too late to be useful"
        FAILED = "failed", "Failed"

    key = models.CharField(max_length=200, unique=True)
    # What it is about, such as "touchpoint:12"; if several about one thing are due at once, only the newest is told.
    about = models.CharField(max_length=60, blank=True, default="", db_default="")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    # Whose act it tells of, for their limits (limits.py); None: the software's.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    program_id = models.BigIntegerField(null=True)  # ids, because the ground floor knows no program
    pairing_id = models.BigIntegerField(null=True)
    due_at = models.DateTimeField()
    # When it was first due, if quiet hours, a snooze or a digest moved `due_at`; `reason` says which.
    held_from = models.DateTimeField(null=True)
    # The digest it was told in; if it had a mail of its own, that mail points here.
    digest = models.ForeignKey("Mail", null=True, on_delete=models.SET_NULL, related_name="folded")
    # The line in the app, shown there whether or not a mail went out.
    title = models.CharField(max_length=300, blank=True, default="", db_default="")
    url = models.CharField(max_length=300, blank=True, default="", db_default="")  # one of our paths, without the host
    in_app = models.BooleanField(default=False, db_default=False)
    # Since when it stands in the inbox: quiet hours hold back its mail, not its line. None for rows from before 0011.
    shown_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PLANNED, db_default="planned")
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    created_at = models.DateTimeField(default=timezone.now, db_default=models.functions.Now())
    decided_at = models.DateTimeField(null=True)  # when it was delivered, suppressed, missed or failed

    objects = NotificationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="planned"), name="notification_due"),
            models.Index(
                fields=["program_id", "-due_at"],
                condition=Q(state__in=["failed", "missed", "suppressed"]),
                name="notification_unsent",
            ),
            models.Index(fields=["recipient", "-due_at"]),
            models.Index(
                fields=["recipient"], condition=Q(in_app=True, read_at__isnull=True), name="notification_unread"
            ),
            models.Index(
                fields=["pairing_id"],
                condition=Q(in_app=True, read_at__isnull=True),
                name="notification_unread_of_pair",
            ),
            models.Index(fields=["due_at"], condition=Q(state="folded"), name="notification_folded"),
            models.Index(fields=["program_id", "-due_at"]),
            models.Index(fields=["by", "-created_at"], condition=Q(by__isnull=False), name="notification_of_an_act"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["planned", "folded"], decided_at__isnull=True)
                | (~Q(state__in=["planned", "folded"]) & Q(decided_at__isnull=False)),
                name="notification_decided_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class MailQuerySet(models.QuerySet["Mail"]):
    def queued(self) -> "MailQuerySet":
        return self.filter(state=Mail.State.QUEUED)

    def due(self, now: datetime) -> "MailQuerySet":
        return self.queued().filter(next_attempt_at__lte=now)

    def urgent(self) -> "MailQuerySet":
        return self.filter(urgent=True)

    def claimed_before(self, moment: datetime) -> "MailQuerySet":
        return self.filter(state=Mail.State.SENDING, claimed_at__lt=moment)


class Mail(models.Model):
    """One mail as it was, or will be, sent. Its Message-ID is fixed before the first attempt."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        WITHDRAWN = "withdrawn", "Withdrawn, no longer true"

    notification = models.OneToOneField(Notification, null=True, on_delete=models.CASCADE, related_name="mail")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="mails")
    to = models.EmailField("to")
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    # {"method": "REQUEST", "ics": …} if calendar programs should read it, too (iTIP, RFC 5546). The method stays when
    # the text goes.
    calendar = models.JSONField(null=True)
    message_id = models.CharField(max_length=200, unique=True)
    program_id = models.BigIntegerField(null=True)
    # Somebody is waiting for it at a screen, so it goes ahead of everything else in the queue.
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)
    server_answer = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-urgent", "next_attempt_at"], condition=Q(state="queued"), name="mail_waiting"),
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="mail_being_sent"),
            models.Index(fields=["-created_at"], name="mail_newest"),
            models.Index(fields=["program_id", "-created_at"]),
            models.Index(fields=["recipient", "-created_at"], name="mail_of_a_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sending", claim__isnull=False, claimed_at__isnull=False)
                | (~Q(state="sending") & Q(claim__isnull=True, claimed_at__isnull=True)),
                name="mail_is_claimed_while_it_is_sent",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="mail_sent_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"

    @property
    def answer(self) -> str:
        """A sentence with what hindered it, which isn't always what a mail server said."""
        said = self.server_answer
        if not said or said.startswith(OURS):
            return said
        if SERVERS.search(said):
            return f"The mail server answered: {said}"
        return f"The mail server couldn’t be reached: {said}"


def new_message_id(host: str) -> str:
    return f"<{uuid.uuid4().hex}@{host}>"


TOLD = [Notification.State.DELIVERED, Notification.State.FOLDED]
