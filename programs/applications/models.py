"""Applications and their answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from programs.applications.questions import Question
from programs.invitations.models import ROLES_BY_INVITATION, Invitation
from programs.program.models import Program


class ApplicationQuerySet(models.QuerySet["Application"]):
    def waiting(self) -> "ApplicationQuerySet":
        return self.filter(state=Application.State.SUBMITTED)

    def for_coordinators(self) -> "ApplicationQuerySet":
        """Without drafts, which only their author may see."""
        return self.exclude(state=Application.State.DRAFT)


class Application(models.Model):
    """One person's wish to take part in one role. Nobody else sees it before it is submitted."""

    class State(models.TextChoices):
        DRAFT = "draft", "Not sent yet"
        SUBMITTED = "submitted", "Waiting for a decision"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="applications")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="applications")
    role = models.CharField(max_length=12, choices=[(role.value, role.label) for role in ROLES_BY_INVITATION])
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    invitation = models.OneToOneField(Invitation, null=True, on_delete=models.SET_NULL, related_name="application")
    created_at = models.DateTimeField()
    # How many mentees the mentor would take; None for mentees, and until the mentor has said.
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decision_message = models.TextField(blank=True, max_length=2000)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "program", "role"],
                name="application_is_single",
                violation_error_message="You have already applied for this role.",
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(role="mentor", capacity__gte=1, capacity__lte=50),
                name="application_capacity_is_a_mentors",
                violation_error_message="A mentor takes from 1 to 50 mentees.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.program} ({self.get_role_display()})"


class Answer(models.Model):
    """`value` is text, or a list of choices."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "question"], name="answer_is_single")]

    def __str__(self) -> str:
        return ", ".join(self.value) if isinstance(self.value, list) else str(self.value)
