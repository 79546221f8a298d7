"""The learning plan of a pair: what the mentee wants to learn from, and what the mentor recommends."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from goals.goals.models import Goal
from pairings.pair.models import Pairing
from programs.library.models import LearningKind, Resource


class LearningItemQuerySet(models.QuerySet["LearningItem"]):
    def planned(self) -> "LearningItemQuerySet":
        return self.filter(done_on=None)

    def in_order(self) -> "LearningItemQuerySet":
        """Planned items first, starting with the oldest; then those done, starting with the latest."""
        return self.order_by(models.F("done_on").desc(nulls_first=True), "added_at", "pk")

    def with_people(self) -> "LearningItemQuerySet":
        return self.select_related("goal", "added_by", "pairing__mentor", "pairing__mentee")


class LearningItem(models.Model):
    """Keeps its own title and address, so it stays in the plan when its resource leaves the library."""

    class Usefulness(models.IntegerChoices):
        NOT = 1, "Not useful"
        LITTLE = 2, "A little"
        SOMEWHAT = 3, "Somewhat"
        USEFUL = 4, "Useful"
        VERY = 5, "Very useful"

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="learning_items")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=LearningKind.choices, default=LearningKind.READING)
    url = models.URLField("address", max_length=500, blank=True, default="")
    why = models.TextField(max_length=500, blank=True, default="")
    resource = models.ForeignKey(Resource, null=True, on_delete=models.SET_NULL, related_name="+")
    goal = models.ForeignKey(Goal, null=True, on_delete=models.SET_NULL, related_name="learning_items")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    done_on = models.DateField(null=True)
    rating = models.PositiveSmallIntegerField(choices=Usefulness.choices, null=True)
    takeaway = models.TextField(max_length=1000, blank=True, default="")
    # Comes with the form, so that posting the form twice adds only one item.
    form_key = models.UUIDField(unique=True)

    objects = LearningItemQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5),
                name="learning_rating_is_from_1_to_5",
                violation_error_message="Choose how useful it was.",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=False) | Q(rating__isnull=True, takeaway=""),
                name="learning_is_rated_once_done",
                violation_error_message="Rate it once it is done.",
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="learning_address_is_of_the_web",
                violation_error_message="Enter an address that begins with https:// or http://.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_recommended(self) -> bool:
        return self.added_by_id == self.pairing.mentor.user_id
