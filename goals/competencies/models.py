"""How one side of a pair sees the mentee in six areas, at the start, in the middle and at the end."""

from functools import reduce
from operator import and_

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from pairings.pair.models import Pairing, PairingQuerySet
from programs.library.models import Competency


def _rating() -> models.PositiveSmallIntegerField:  # type: ignore[type-arg]  # generic only in the stubs
    return models.PositiveSmallIntegerField()


class Assessment(models.Model):
    """There is one rating column per `Competency`, named after its value."""

    class Moment(models.TextChoices):
        START = "start", "At the start"
        MIDDLE = "middle", "In the middle"
        END = "end", "At the end"

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="assessments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    moment = models.CharField(max_length=6, choices=Moment.choices)
    at = models.DateTimeField()
    communication = _rating()
    expectations = _rating()
    understanding = _rating()
    independence = _rating()
    inclusion = _rating()
    growth = _rating()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "by", "moment"],
                name="assessment_is_single",
                violation_error_message="You have answered this already.",
            ),
            models.CheckConstraint(
                condition=reduce(and_, [Q(**{f"{area}__gte": 1, f"{area}__lte": 5}) for area in Competency.values]),
                name="assessment_is_from_1_to_5",
                violation_error_message="Choose one of the five answers in each area.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by}, {self.get_moment_display().lower()}"

    @property
    def ratings(self) -> dict[str, int]:
        return {area: getattr(self, area) for area in Competency.values}


def with_rated(pairings: PairingQuerySet) -> PairingQuerySet:
    """Add `rated_rows` (who has rated at which moment) to each pairing, without an extra query."""
    found = Assessment.objects.filter(pairing=OuterRef("pk")).order_by("pk")
    return pairings.annotate(rated_rows=ArraySubquery(found.values(json=JSONObject(by="by_id", moment="moment"))))
