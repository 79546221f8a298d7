"""A goal review: the pair looks at its open goals one after another and decides on each."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from pairings.models import Pairing


class GoalReview(models.Model):
    """The decisions are goal versions that name this review."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="goal_reviews")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing"],
                condition=Q(held_at__isnull=True),
                name="goal_review_is_single",
                violation_error_message="A review of your goals has begun already.",
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True) | Q(held_at__gte=models.F("begun_at")),
                name="goal_review_is_held_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"Goal review of {self.begun_at:%Y-%m-%d}"
