"""How the agreements of a program's pairs open, in the program's own words."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from programs.program.models import Program

LONGEST = 10_000


class OpeningText(models.Model):
    """Not a part of the program's row, because it is long and read only when an agreement begins."""

    program = models.OneToOneField(Program, on_delete=models.CASCADE, related_name="opening_text")
    text = models.TextField(max_length=LONGEST, blank=True, default="")  # if empty, agreements begin with the answers
    version = models.PositiveIntegerField(default=1)  # a page that shows an older one can't overwrite this one
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(version__gte=1), name="opening_text_counts_from_one")]

    def __str__(self) -> str:
        return f"Opening text, version {self.version}"
