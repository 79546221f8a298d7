"""One person's answer to “did you meet?”."""

from django.db import models

from pairings.touchpoints.models import Touchpoint
from programs.program.models import Membership


class MeetingAnswer(models.Model):
    """It can be given again; the last one counts."""

    touchpoint = models.ForeignKey(Touchpoint, on_delete=models.CASCADE, related_name="answers")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="meeting_answers")
    met = models.BooleanField()
    on = models.DateField("day")  # met: the day of the session; not met: the new day
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["touchpoint", "member"], name="meeting_answer_is_single"),
        ]

    def __str__(self) -> str:
        return f"met on {self.on}" if self.met else f"not met, new day {self.on}"
