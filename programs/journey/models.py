"""The journey: the steps of a program, and the ladder of reminders of each."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from mentoring.web import dates
from programs.program.models import Program


class Step(models.Model):
    class Kind(models.TextChoices):
        TRAINING = "training", "Training"
        INTRODUCTION = "introduction", "Introduction"
        EXPECTATIONS = "expectations", "Expectations"
        AGREEMENT = "agreement", "Agreement"
        GOALS = "goals", "Goals"
        SESSION = "session", "Session"
        FIT_CHECK = "fit_check", "Fit check"
        CHECK_IN = "check_in", "Check-in"
        FEEDBACK = "feedback", "Feedback"
        GOAL_REVIEW = "goal_review", "Goal review"
        CELEBRATION = "celebration", "Celebration"
        CLOSURE = "closure", "Closure"
        OWN = "own", "Own step"

    class Doer(models.TextChoices):
        MENTOR = "mentor", "Mentor"
        MENTEE = "mentee", "Mentee"
        BOTH = "both", "Both"
        COORDINATOR = "coordinator", "Coordinator"

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=120)
    doer = models.CharField(max_length=12, choices=Doer.choices, default=Doer.BOTH)
    first_day = models.PositiveSmallIntegerField("days after the match")
    every_days = models.PositiveSmallIntegerField("repeated every so many days", null=True, blank=True)
    guide = models.TextField(blank=True, max_length=4000)
    enabled = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "position"], name="step_position_is_single", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(every_days__isnull=True) | Q(every_days__gte=1),
                name="step_repeats_after_a_day_or_more",
                violation_error_message="A step repeats after one day or more.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def when(self) -> str:
        if not self.first_day:
            return "on the day of the match"
        return f"{dates.days(self.first_day)} after the match"

    @property
    def rhythm(self) -> str:
        if self.every_days is None:
            return "once"
        return "every other week" if self.every_days == 14 else dates.every(self.every_days)

    @property
    def people(self) -> str:
        return {"both": "mentor and mentee", "coordinator": "the coordinators"}.get(self.doer, f"the {self.doer}")


class Rung(models.Model):
    """One reminder of a step's ladder. `offset_days` counts from the due day (negative: before it)."""

    class Audience(models.TextChoices):
        DOER = "doer", "Whoever does the step"
        BOTH = "both", "Mentor and mentee"
        COORDINATOR = "coordinator", "Coordinator"

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="rungs")
    offset_days = models.SmallIntegerField()
    audience = models.CharField(max_length=12, choices=Audience.choices)
    # The program's own wording, with placeholders such as {partner}; if empty, the default wording of its kind.
    subject = models.CharField(max_length=200, blank=True, default="", db_default="")
    text = models.TextField(max_length=4000, blank=True, default="", db_default="")

    class Meta:
        ordering = ["offset_days"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "offset_days", "audience"],
                name="rung_is_single",
                violation_error_message="This reminder is already on the ladder.",
            ),
            models.CheckConstraint(
                condition=Q(offset_days__gte=-30) & Q(offset_days__lte=90),
                name="rung_is_near_its_day",
                violation_error_message="A reminder goes out from 30 days before to 90 days after the day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.when}: {self.to_whom}"

    @property
    def when(self) -> str:
        if self.offset_days == -1:
            return "The day before"
        if self.offset_days < 0:
            return f"{dates.days(-self.offset_days)} before"
        return f"{dates.days(self.offset_days)} late" if self.offset_days else "On the day"

    @property
    def to_whom(self) -> str:
        if self.audience == self.Audience.DOER:
            return self.step.people
        return {"both": "mentor and mentee", "coordinator": "the coordinators"}[self.audience]


class JourneyDraft(models.Model):
    """A journey with changes that aren't saved yet: the whole journey as values (`programs/drafting/`).

    `version` counts the changes, so that a coordinator can say which version was on the screen.
    """

    program = models.OneToOneField(Program, on_delete=models.CASCADE, related_name="journey_draft")
    steps = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Draft of the journey of {self.program}"
