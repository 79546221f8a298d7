"""When a person is free, and whether their calendar takes invitations."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

PARTS = 4  # of a day: morning, midday, afternoon, evening
CELLS = list(range(7 * PARTS))


class Availability(models.Model):
    """When in a week a person is usually free, by their own clock: 18:00 stays 18:00 in winter and summer.

    A cell is weekday × 4 + part of the day: 0 is Monday morning, 27 Sunday evening.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="availability")
    cells = ArrayField(models.PositiveSmallIntegerField(), default=list)

    class Meta:
        verbose_name_plural = "availabilities"
        constraints = [
            models.CheckConstraint(
                condition=Q(cells__contained_by=CELLS),
                name="availability_is_of_a_week",
                violation_error_message="Choose from the parts of the week.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} is free in {len(self.cells)} parts of a week"


class CalendarChoice(models.Model):
    """How planned sessions reach a person's calendar. Without a row: by an invitation in the mail."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_choice")
    invitations = models.BooleanField(default=True)
    # Part of the secret address of the feed; raising it makes the old address dead.
    feed_version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.user}: {'invitations' if self.invitations else 'no invitations'}"
