"""A program: the wall around everything that happens in it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q

from mentoring.accounts.models import User, validate_time_zone


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
    # For mails that aren't service mails, in the recipient's own zone. Equal times: no quiet hours.
    quiet_from = models.TimeField("quiet from", default=time(20), db_default=time(20))
    quiet_until = models.TimeField("quiet until", default=time(8), db_default=time(8))
    quiet_weekends = models.BooleanField("quiet on Saturdays and Sundays", default=True, db_default=True)
    mail_budget = models.PositiveSmallIntegerField("mails a week for one person", default=3, db_default=3)
    created_at = models.DateTimeField(auto_now_add=True)
    # Sent with the form: the same form posted twice creates one program.
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
        """The week of the program, from 1; 0 before its first day, the last week after its last."""
        return min(self.weeks, max(0, (on - self.starts_on).days // 7 + 1))

    def today(self, now: datetime) -> date:
        """The day it is in the program's zone at `now` (aware)."""
        return now.astimezone(self.zone).date()
