"""Who takes part in what, as what: person × program × role."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from mentoring.accounts.models import User
from programs.models.program import Program


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(state=Membership.State.ACTIVE)

    def coordinators(self) -> "MembershipQuerySet":
        return self.active().filter(role=Membership.Role.COORDINATOR)

    def mentors(self) -> "MembershipQuerySet":
        return self.active().filter(role=Membership.Role.MENTOR)

    def mentees(self) -> "MembershipQuerySet":
        return self.active().filter(role=Membership.Role.MENTEE)

    def of(self, user: User) -> "MembershipQuerySet":
        return self.filter(user=user)


class Membership(models.Model):
    class Role(models.TextChoices):
        COORDINATOR = "coordinator", "Coordinator"
        MENTOR = "mentor", "Mentor"
        MENTEE = "mentee", "Mentee"

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        LEFT = "left", "Left"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    # How many mentees a mentor takes; None for the other roles.
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    joined_at = models.DateTimeField()
    # A pause of this person in this program, both or neither; their pairs pause with them.
    away_from = models.DateField(null=True, blank=True)
    returns_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "program", "role"],
                name="membership_is_single",
                violation_error_message="This person already has this role in the program.",
            ),
            models.CheckConstraint(
                condition=Q(role="mentor", capacity__isnull=False) | (~Q(role="mentor") & Q(capacity__isnull=True)),
                name="membership_capacity_belongs_to_mentors",
                violation_error_message="Only mentors have a capacity.",
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__lte=50),
                name="membership_capacity_is_humane",
                violation_error_message="A mentor takes at most 50 mentees.",
            ),
            models.CheckConstraint(
                condition=Q(away_from__isnull=True, returns_on__isnull=True)
                | Q(away_from__isnull=False, returns_on__isnull=False, returns_on__gt=models.F("away_from")),
                name="membership_pause_has_its_days",
                violation_error_message="The day of return must come after the first day away.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    @property
    def is_away(self) -> bool:
        return self.away_from is not None
