"""How a goal read at one time, and why it was changed. The database refuses to change a version."""

from django.conf import settings
from django.db import models

from goals.models.goal import Goal
from goals.models.review import GoalReview


class GoalVersion(models.Model):
    class Change(models.TextChoices):
        WRITTEN = "written", "Written"
        REAFFIRM = "reaffirm", "Reaffirmed"
        REVISE = "revise", "Revised"
        REVIVE = "revive", "Revived"
        REBUILD = "rebuild", "Rebuilt"
        REACHED = "reached", "Reached"
        LET_GO = "let_go", "Let go"

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()  # from 1
    change = models.CharField(max_length=10, choices=Change.choices)
    reason = models.TextField(blank=True, max_length=2000)
    content = models.JSONField()  # Goal.content as it stood
    review = models.ForeignKey(GoalReview, null=True, on_delete=models.PROTECT, related_name="decisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["goal", "number"], name="goal_version_is_single")]

    def __str__(self) -> str:
        return f"{self.goal}, version {self.number}"
