"""What one side of a pair writes about themselves for the other, at the beginning."""

from django.db import models
from django.db.models import Q

from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from programs.program.models import Membership


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def visible_to(self, user: User) -> "IntroductionQuerySet":
        return self.filter(pairing__in=Pairing.objects.taken_part_in_by(user))


class Introduction(models.Model):
    """Visible only to the pair; `reach` only while they are a pair."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="introductions")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="introductions")
    text = models.TextField(max_length=4000)
    reach = models.TextField("how to reach me", max_length=500, blank=True)
    # Counts the changes: whoever saves says which version was on their page.
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pairing", "member"], name="introduction_is_single"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="introduction_has_words",
                violation_error_message="Write a few lines about yourself.",
            ),
        ]

    def __str__(self) -> str:
        return f"Introduction of {self.member}"
