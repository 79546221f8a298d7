"""Listening: whether the mentor heard what the mentee meant, and whether the mentee felt heard."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import DateField, DateTimeField, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, JSONObject

from mentoring.accounts.models import User
from pairings.pair.models import Pairing, PairingQuerySet
from pairings.sessions.models import Session


class HeardAnswerQuerySet(models.QuerySet["HeardAnswer"]):
    def visible_to(self, user: User) -> "HeardAnswerQuerySet":
        return self.filter(session__pairing__in=Pairing.objects.taken_part_in_by(user))


class HeardAnswer(models.Model):
    """The mentee's answer to “what I heard”: visible only to the two of the pair."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        NEARLY = "nearly", "Nearly"
        NO = "no", "No, I meant something else"

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="heard_answer")
    answer = models.CharField(max_length=6, choices=Answer.choices)
    meant = models.TextField(max_length=5_000, blank=True, default="")
    heard = models.TextField(max_length=20_000)  # the words that this answers
    answered_at = models.DateTimeField()

    objects = HeardAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["yes", "nearly", "no"]), name="heard_answer_is_one_of_three"
            ),
            models.CheckConstraint(
                condition=~Q(answer="no") | Q(meant__regex=r"\S"),
                name="heard_answer_no_says_what_was_meant",
                violation_error_message="Write what you meant.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.get_answer_display()}"


class FeltHeardQuerySet(models.QuerySet["FeltHeard"]):
    def visible_to(self, user: User) -> "FeltHeardQuerySet":
        return self.filter(author=user)


class FeltHeard(models.Model):
    """From 1 to 5, visible only to its author.

    The mentor sees a trend of all answers; coordinators see them only as a part of the pair's health.
    """

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="felt_heard")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    rating = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField()

    objects = FeltHeardQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "felt heard"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__gte=1) & Q(rating__lte=5),
                name="felt_heard_is_from_one_to_five",
                violation_error_message="Choose one of the five.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}: felt heard"


def with_unanswered(pairings: PairingQuerySet, *, within: timedelta, now: datetime) -> PairingQuerySet:
    """Annotates `unanswered`, a session whose “what I heard” waits for an answer, as `pk`, `heard` and `on`, or None.

    It is the newest such session held in the last `within`, by the program's clock. It costs no query of its own.
    """
    clock = Func(OuterRef("program__time_zone"), Value(now), function="TIMEZONE", output_field=DateTimeField())
    since = Cast(clock, DateField()) - Value(within)
    waiting = Session.objects.filter(pairing=OuterRef("pk"), held_on__gte=since, heard_answer=None)
    waiting = waiting.filter(log__isnull=False).exclude(log__what_i_heard="").order_by("-held_on", "-pk")
    found = JSONObject(pk="pk", heard="log__what_i_heard", on="held_on")
    return pairings.annotate(unanswered=Subquery(waiting.values(json=found)[:1]))
