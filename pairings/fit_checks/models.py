"""“Does it fit?”: one person's answer for the coordinators; the partner doesn't even learn that there is one."""

from django.db import models
from django.db.models import Q

from pairings.pair.models import Pairing
from programs.program.models import Membership


class FitCheck(models.Model):
    """One row per person and pair: a new answer replaces the old one."""

    class Answer(models.TextChoices):
        GOOD = "good", "A good fit"
        DECIDING = "deciding", "Still deciding"
        NO = "no", "Not a fit"

    class Wish(models.TextChoices):
        NEW_MATCH = "new_match", "Asks for a new match"
        TALK = "talk", "Would like to talk to a coordinator"

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="fit_checks")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="fit_checks")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    words = models.TextField(blank=True, max_length=4000)  # for the coordinators
    wish = models.CharField(max_length=10, choices=Wish.choices, blank=True, default="")
    ask_again_on = models.DateField(null=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pairing", "member"], name="fit_check_is_single"),
            models.CheckConstraint(
                condition=Q(answer="deciding", ask_again_on__isnull=False)
                | (~Q(answer="deciding") & Q(ask_again_on__isnull=True)),
                name="fit_check_asks_again_while_deciding",
            ),
            models.CheckConstraint(
                condition=Q(wish="") | Q(answer="no"),
                name="fit_check_wish_follows_a_no",
                violation_error_message="Say first that it isn’t a fit. Then choose what should happen.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_answer_display()
