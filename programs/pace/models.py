"""Days on which a program asks nothing of anybody."""

from django.db import models
from django.db.models import F, Q

from programs.program.models import Program


class Holiday(models.Model):
    """Nothing falls due and no reminder goes out from `first_on` to `last_on`, both included; they may overlap."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="holidays")
    name = models.CharField(max_length=80)
    first_on = models.DateField("first day")
    last_on = models.DateField("last day")

    class Meta:
        ordering = ["first_on", "last_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="holiday_ends_after_it_starts",
                violation_error_message="The last day can’t come before the first day.",
            ),
            models.UniqueConstraint(
                fields=["program", "first_on", "last_on"],
                name="holiday_is_single",
                violation_error_message="These days are already on the list.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
