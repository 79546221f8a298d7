"""A program, and who takes part in it in which role."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mentoring.accounts.models import User, validate_time_zone
from mentoring.web import dates


class ProgramQuerySet(models.QuerySet["Program"]):
    def coordinated_by(self, user: User) -> "ProgramQuerySet":
        return self.filter(memberships__user=user, memberships__role="coordinator", memberships__state="active")

    def joined_by(self, user: User) -> "ProgramQuerySet":
        return self.filter(memberships__user=user, memberships__state="active").distinct()

    def open(self) -> "ProgramQuerySet":
        return self.exclude(state=Program.State.CLOSED)


class Program(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ENROLLING = "enrolling", "Enrolling"
        RUNNING = "running", "Running"
        CLOSED = "closed", "Closed"

    name = models.CharField(max_length=120)
    template = models.CharField(max_length=40)  # key of the built-in template its rows came from
    purpose = models.TextField(max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    time_zone = models.CharField(max_length=64, validators=[validate_time_zone])
    cadence_days = models.PositiveSmallIntegerField("days between sessions", default=14)
    session_minutes = models.PositiveSmallIntegerField("length of a session in minutes", default=60)
    mentor_capacity = models.PositiveSmallIntegerField("mentees per mentor", default=1)
    # For all mails but service mails, in the recipient's own zone. Equal times mean no quiet hours.
    quiet_from = models.TimeField("quiet from", default=time(20), db_default=time(20))
    quiet_until = models.TimeField("quiet until", default=time(8), db_default=time(8))
    quiet_weekends = models.BooleanField("quiet on Saturdays and Sundays", default=True, db_default=True)
    mail_budget = models.PositiveSmallIntegerField("mails a week for one person", default=3, db_default=3)
    created_at = models.DateTimeField(auto_now_add=True)
    # Comes with the form, so that posting the form twice creates only one program.
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="program_ends_after_it_starts",
                violation_error_message="The last day must come after the first day.",
            ),
            models.CheckConstraint(
                condition=Q(cadence_days__gte=1) & Q(cadence_days__lte=90),
                name="program_cadence_is_a_rhythm",
                violation_error_message="Choose a rhythm from 1 to 90 days.",
            ),
            models.CheckConstraint(
                condition=Q(session_minutes__gte=5) & Q(session_minutes__lte=480),
                name="program_session_has_a_length",
                violation_error_message="A session lasts from 5 to 480 minutes.",
            ),
            models.CheckConstraint(
                condition=Q(mentor_capacity__gte=1) & Q(mentor_capacity__lte=50),
                name="program_capacity_is_humane",
                violation_error_message="A mentor takes from 1 to 50 mentees.",
            ),
            models.CheckConstraint(
                condition=Q(mail_budget__gte=1) & Q(mail_budget__lte=50),
                name="program_mail_budget_is_humane",
                violation_error_message="Choose from 1 to 50 mails a week.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def length(self) -> int:
        """Days from the first to the last day."""
        return (self.ends_on - self.starts_on).days

    @property
    def weeks(self) -> int:
        return max(1, round(self.length / 7))

    def week(self, *, on: date) -> int:
        """The week of the program, from 1; 0 before its first day, and the last week after its last day."""
        return min(self.weeks, max(0, (on - self.starts_on).days // 7 + 1))

    def standing(self, *, on: date) -> str:
        """“Running”, or of a program that runs outside of its days what they say."""
        if self.state != self.State.RUNNING or self.starts_on <= on <= self.ends_on:
            return str(self.get_state_display())
        return (
            f"Starts on {dates.day(self.starts_on)}" if on < self.starts_on else f"Over since {dates.day(self.ends_on)}"
        )

    def today(self, now: datetime) -> date:
        """The date in the program's zone at `now`, which must be aware."""
        return now.astimezone(self.zone).date()


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
    # A pause of this person in this program: both days or neither. Their pairs pause with them.
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
