"""A check-in: how it is going, from one of the two."""

from django.db import models
from django.db.models import Q

from pairings.touchpoints.models import Touchpoint
from programs.program.models import Membership


class CheckIn(models.Model):
    touchpoint = models.ForeignKey(Touchpoint, on_delete=models.CASCADE, related_name="check_ins")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="check_ins", db_index=False)
    rating = models.PositiveSmallIntegerField("how is it going?")
    comment = models.TextField(blank=True, max_length=4000)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["touchpoint", "member"], name="check_in_is_single"),
            models.CheckConstraint(
                condition=Q(rating__gte=1) & Q(rating__lte=5),
                name="check_in_rating_is_1_to_5",
                violation_error_message="Choose a rating from 1 to 5.",
            ),
        ]
        indexes = [models.Index(fields=["member", "answered_at"], name="check_in_of_member")]

    def __str__(self) -> str:
        return f"Check-in {self.rating} of 5"


# A rating is a number in the database and one of these words everywhere else.
RATINGS = [(1, "Rough"), (2, "Could be better"), (3, "Okay"), (4, "Good"), (5, "Great")]
