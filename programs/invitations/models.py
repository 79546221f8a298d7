"""Invitations, and uploaded lists that are still being checked."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from programs.program.models import Membership, Program

ROLES_BY_INVITATION = [Membership.Role.MENTOR, Membership.Role.MENTEE]


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> "InvitationQuerySet":
        return self.filter(state=Invitation.State.OPEN, expires_at__gt=now)


class Invitation(models.Model):
    class State(models.TextChoices):
        OPEN = "open", "Waiting for an answer"
        ACCEPTED = "accepted", "Accepted"
        WITHDRAWN = "withdrawn", "Withdrawn"

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail address")
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=12, choices=[(role.value, role.label) for role in ROLES_BY_INVITATION])
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    nonce = models.UUIDField(default=uuid.uuid4)  # inside the signed link
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    sent_count = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "program",
                Lower("email"),
                "role",
                condition=Q(state="open"),
                name="invitation_is_open_once",
                violation_error_message="There is already an open invitation for this address.",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="invitation_expires_after_it_was_written"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} as {self.get_role_display()}"


class Roster(models.Model):
    """An uploaded list from its check to its confirmation. Once the people are invited, it no longer holds them."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="rosters")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    people = models.JSONField(default=list, blank=True)  # [[address, name, role], …]
    problems = models.JSONField(default=list, blank=True)  # [[line, what is wrong, what to do], …]
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)  # when it was confirmed; a second click finds it set
    sent_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
