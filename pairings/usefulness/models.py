"""“Was it useful?”: one person's answer about one session, for themselves alone."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from mentoring.accounts.models import User
from pairings.sessions.models import Session


class UsefulnessQuerySet(models.QuerySet["Usefulness"]):
    def visible_to(self, user: User) -> "UsefulnessQuerySet":
        return self.filter(author=user)


class Usefulness(models.Model):
    """Visible only to its author. Coordinators see it only as a part of a pair's health, never a single answer."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "Partly"
        NO = "no", "No"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="usefulness")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=6, choices=Answer.choices)
    answered_at = models.DateTimeField()

    objects = UsefulnessQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "usefulness"
        constraints = [
            models.UniqueConstraint(fields=["session", "author"], name="usefulness_is_single"),
            models.CheckConstraint(
                condition=Q(answer__in=["yes", "partly", "no"]),
                name="usefulness_is_one_of_three",
                violation_error_message="Choose yes, partly or no.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.get_answer_display()}"
