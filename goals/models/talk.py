"""What the two of a pair say to each other about a goal; nobody else reads it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from goals.models.goal import Goal


class Comment(models.Model):
    """A short word about a goal. With `progress` it also says how far the goal has come, in the writer's eyes."""

    class Progress(models.IntegerChoices):
        NOT_BEGUN = 0, "Not begun"
        QUARTER = 25, "A quarter of the way"
        HALF = 50, "Half way"
        MOST = 75, "Most of the way"
        ALL = 100, "As good as there"

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(max_length=1000)
    progress = models.PositiveSmallIntegerField(choices=Progress.choices, null=True)
    # Sent with the form: the same form posted twice says it once.
    form_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["goal", "-at"], name="comment_newest_of_goal")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="comment_has_words", violation_error_message="Write a word or two first."
            ),
            models.CheckConstraint(
                condition=Q(progress__isnull=True) | Q(progress__in=[0, 25, 50, 75, 100]),
                name="comment_progress_is_known",
                violation_error_message="Choose how far it has come.",
            ),
        ]

    def __str__(self) -> str:
        return self.text
