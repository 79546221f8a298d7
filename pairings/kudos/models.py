"""Kudos: a short thank-you from one side of a pair to the other."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from mentoring.accounts.models import User
from pairings.pair.models import Pairing

LONGEST = 300  # characters


class KudosQuerySet(models.QuerySet["Kudos"]):
    def visible_to(self, user: User) -> "KudosQuerySet":
        return self.filter(pairing__in=Pairing.objects.taken_part_in_by(user))


class Kudos(models.Model):
    """Visible only to the two of the pair."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="kudos")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=LONGEST)
    given_at = models.DateTimeField()
    # Sent with the form, so that posting it twice thanks once.
    form_key = models.UUIDField(unique=True)

    objects = KudosQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "kudos"
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__regex=r"\S"),
                name="kudos_say_something",
                violation_error_message="Write a word, or choose one of the suggestions.",
            ),
        ]
        indexes = [models.Index(fields=["pairing", "-given_at"], name="kudos_of_pair")]

    def __str__(self) -> str:
        return f"Kudos of {self.given_at:%Y-%m-%d}"
