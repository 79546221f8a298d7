"""What the two of a pair write at its end: thanks that open together, and a reflection."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from programs.program.models import Membership


class ThanksQuerySet(models.QuerySet["Thanks"]):
    def opened(self) -> "ThanksQuerySet":
        """Thanks of pairs in which both have written, or that have ended."""
        other = Thanks.objects.filter(pairing=OuterRef("pairing")).exclude(member=OuterRef("member"))
        return self.filter(Q(pairing__state=Pairing.State.ENDED) | Exists(other))

    def visible_to(self, user: User) -> "ThanksQuerySet":
        mine = self.filter(pairing__in=Pairing.objects.taken_part_in_by(user))
        return mine.filter(Q(member__user=user) | Q(pk__in=Thanks.objects.opened().values("pk")))


class Thanks(models.Model):
    """One side's thanks to the other: visible only to its author until they open, and unchanged after that."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="thanks")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="thanks")
    text = models.TextField(max_length=4000)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ThanksQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pairing", "member"], name="thanks_are_single"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="thanks_have_words",
                violation_error_message="Write what you want to thank for. One sentence is enough.",
            ),
        ]

    def __str__(self) -> str:
        return f"Thanks of {self.member}"


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    def visible_to(self, user: User) -> "ReflectionQuerySet":
        mine = self.filter(pairing__in=Pairing.objects.taken_part_in_by(user))
        return mine.filter(Q(member__user=user) | Q(is_shared=True))


class Reflection(models.Model):
    """One person's answer to one of three questions. Private, unless they share it with their partner."""

    class Question(models.TextChoices):
        LEARNED = "learned", "What do I take with me?"
        HARD = "hard", "What was hard, and what would I do differently?"
        NEXT = "next", "What do I want to do next, and who will help me?"

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="reflections")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="reflections")
    question = models.CharField(max_length=8, choices=Question.choices)
    text = models.TextField(max_length=4000)
    is_shared = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pairing", "member", "question"], name="reflection_is_single"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="reflection_has_words",
                violation_error_message="There are no words to share yet.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_question_display()}"
