from django.db import models

from programs.program.models import Program


class Question(models.Model):
    class Kind(models.TextChoices):
        SHORT = "short", "Short text"
        LONG = "long", "Long text"
        CHOICE = "choice", "One of several"
        MULTIPLE = "multiple", "Several of several"

    class Audience(models.TextChoices):
        MENTOR = "mentor", "Mentors"
        MENTEE = "mentee", "Mentees"
        BOTH = "both", "Both"

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="questions")
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.BOTH)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.LONG)
    label = models.CharField(max_length=200)
    help_text = models.CharField(max_length=300, blank=True)
    choices = models.JSONField(default=list, blank=True)
    required = models.BooleanField(default=True)
    shown_to_match = models.BooleanField("shown to my match", default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "position"],
                name="question_position_is_single",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.label
