"""Feedback from one of the two to the other, and how useful it was."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from pairings.promises.models import Promise
from pairings.touchpoints.models import Touchpoint

LONGEST, LONGEST_STEP = 2_000, 200  # characters; a next step must fit into a promise or a milestone as it is
WORDS = ("strength", "situation", "effect", "next_step")


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def visible_to(self, user: User, *, now: datetime) -> "FeedbackQuerySet":
        own = self.filter(pairing__in=Pairing.objects.taken_part_in_by(user))
        return own.filter(Q(author=user) | Q(opens_at__lte=now))

    def unread(self) -> "FeedbackQuerySet":
        return self.filter(read_at=None)

    def with_people(self) -> "FeedbackQuerySet":
        people = ("pairing__program", "pairing__mentor__user", "pairing__mentee__user")
        return self.select_related("author", "promise", *people)


class Feedback(models.Model):
    """Visible only to its author and, from `opens_at` on, to its recipient."""

    class TakenUp(models.TextChoices):
        PROMISE = "promise", "A promise"
        MILESTONE = "milestone", "A milestone"

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="feedback")
    # The step that asked for it; None if it was given without being asked.
    touchpoint = models.ForeignKey(Touchpoint, null=True, on_delete=models.SET_NULL, related_name="feedback")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    strength = models.TextField(max_length=LONGEST, blank=True, default="")
    situation = models.TextField(max_length=LONGEST, blank=True, default="")
    effect = models.TextField(max_length=LONGEST, blank=True, default="")
    next_step = models.CharField(max_length=LONGEST_STEP, blank=True, default="")
    sent_at = models.DateTimeField()
    # If a step asks both: once both have written or its day has passed. It never becomes later than people were told.
    opens_at = models.DateTimeField()
    # What the recipient says and does. `read_at` is set when they say so or answer in any way; looking sets nothing.
    read_at = models.DateTimeField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)  # how useful, from 1 to 5; visible only to the recipient
    rated_at = models.DateTimeField(null=True)  # the first time
    answer = models.TextField(max_length=LONGEST, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    taken_up = models.CharField(max_length=9, choices=TakenUp.choices, blank=True, default="")
    promise = models.OneToOneField(Promise, null=True, on_delete=models.SET_NULL, related_name="feedback")
    goal_number = models.BigIntegerField(null=True)  # the goal's id; no foreign key, as the goals app sits above
    # Sent with the form, so that posting it twice gives feedback once.
    form_key = models.UUIDField(unique=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "feedback"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(strength__regex=r"\S")
                | Q(situation__regex=r"\S")
                | Q(effect__regex=r"\S")
                | Q(next_step__regex=r"\S"),
                name="feedback_says_something",
                violation_error_message="Write at least one of the four. A strength is a good beginning.",
            ),
            models.UniqueConstraint(
                fields=["touchpoint", "author"],
                name="feedback_is_given_once_for_a_step",
                violation_error_message="You have given your feedback for this step already.",
            ),
            models.CheckConstraint(condition=Q(opens_at__gte=F("sent_at")), name="feedback_opens_after_it_is_sent"),
            models.CheckConstraint(
                condition=Q(rating__isnull=True, rated_at__isnull=True)
                | Q(rating__isnull=False, rating__gte=1, rating__lte=5, rated_at__isnull=False),
                name="feedback_rating_is_from_one_to_five",
                violation_error_message="Choose one of the five.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="feedback_answer_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(taken_up__in=["", "promise", "milestone"]), name="feedback_taken_up_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["pairing", "-sent_at"], name="feedback_of_pair"),
            models.Index(fields=["pairing"], condition=Q(rating__isnull=False), name="feedback_rated"),
        ]

    def __str__(self) -> str:
        return f"Feedback of {self.sent_at:%Y-%m-%d}"

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now

    @property
    def recipient(self) -> User:
        return self.pairing.partner_of(self.author)


# How useful a feedback was to its recipient.
USEFUL = [(1, "Not at all"), (2, "A little"), (3, "Partly"), (4, "Useful"), (5, "Very")]
