"""What each side of a pair expects: answered alone, opened together once both have handed in."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from programs.program.models import Membership


class ExpectationQuerySet(models.QuerySet["Expectation"]):
    def handed_in(self) -> "ExpectationQuerySet":
        return self.filter(handed_in_at__isnull=False)

    def opened(self) -> "ExpectationQuerySet":
        """Answers of pairs in which both have handed in."""
        other = Expectation.objects.handed_in().filter(pairing=OuterRef("pairing")).exclude(member=OuterRef("member"))
        return self.handed_in().filter(Exists(other))

    def visible_to(self, user: User) -> "ExpectationQuerySet":
        mine = self.filter(pairing__in=Pairing.objects.taken_part_in_by(user))
        return mine.filter(Q(member__user=user) | Q(pk__in=Expectation.objects.opened().values("pk")))


class Expectation(models.Model):
    """One person's answers: a draft until handed in, final after that.

    The partner sees them once both have handed in.
    """

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", "Every week"
        FORTNIGHTLY = "fortnightly", "Every two weeks"
        THREE_WEEKLY = "three_weekly", "Every three weeks"
        MONTHLY = "monthly", "Once a month"
        AS_NEEDED = "as_needed", "Whenever there is something to talk about"

    class Way(models.TextChoices):
        MAIL = "mail", "E-mail"
        CHAT = "chat", "Short messages"
        PHONE = "phone", "Telephone"
        VIDEO = "video", "Video call"
        IN_PERSON = "in_person", "In person"

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="expectations")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="expectations")
    hopes = models.TextField("what I hope for", max_length=3000, blank=True)
    rhythm = models.CharField("how often we meet", max_length=12, choices=Rhythm.choices, blank=True)
    ways = models.JSONField("how we reach each other", default=list, blank=True)  # a list of Way
    reach = models.TextField("what matters when we reach each other", max_length=1000, blank=True)
    between_us = models.TextField("what stays between us", max_length=3000, blank=True)
    would_stop = models.TextField("what would make me stop", max_length=3000, blank=True)
    # In case one person has two pages open: `version` counts the changes, `window` is the page that saved last.
    version = models.PositiveIntegerField(default=1)
    window = models.UUIDField()
    saved_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)

    objects = ExpectationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pairing", "member"], name="expectation_is_single"),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True)
                | ~(Q(hopes="") | Q(rhythm="") | Q(ways=[]) | Q(between_us="") | Q(would_stop="")),
                name="expectation_is_whole_when_handed_in",
                violation_error_message="Answer all five questions before you hand in. A few words are enough.",
            ),
        ]

    def __str__(self) -> str:
        return f"Expectations of {self.member}"

    @property
    def way_labels(self) -> list[str]:
        return [label for value, label in self.Way.choices if value in self.ways]
