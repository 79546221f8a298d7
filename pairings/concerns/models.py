"""A concern: what somebody in a pair wants the coordinators to know. Every reading of it is a row that stays."""

from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Value

from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from programs.program.models import ProgramQuerySet


class ConcernQuerySet(models.QuerySet["Concern"]):
    def open(self) -> "ConcernQuerySet":
        return self.filter(closed_at=None)

    def of(self, user: User) -> "ConcernQuerySet":
        return self.filter(author=user)

    def for_coordinator(self, user: User) -> "ConcernQuerySet":
        """In programs the person coordinates, but never about a pair in which they are, or were, one of the two."""
        return self.filter(pairing__in=Pairing.objects.coordinated_from_outside(user))

    def shared_with(self, user: User) -> "ConcernQuerySet":
        """Concerns of a partner who agreed that this person reads them."""
        return self.filter(is_shared=True, pairing__in=Pairing.objects.taken_part_in_by(user)).exclude(author=user)

    def visible_to(self, user: User) -> "ConcernQuerySet":
        shared = Concern.objects.shared_with(user).values("pk")
        coordinated = Pairing.objects.coordinated_from_outside(user)
        return self.filter(Q(author=user) | Q(pairing__in=coordinated) | Q(pk__in=shared))

    def with_people(self) -> "ConcernQuerySet":
        pairing = (f"pairing__{one}" for one in ("program", "mentor__user", "mentee__user"))
        return self.select_related("author", "closed_by", *pairing)


class Concern(models.Model):
    """Visible to its author, to coordinators who aren’t in the pair, and to the partner if the author agrees."""

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="concerns")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=5_000)
    is_shared = models.BooleanField(default=False)  # the partner may read it
    raised_at = models.DateTimeField()
    note = models.TextField(max_length=5_000, blank=True, default="")  # the answer to the author
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    # Sent with the form, so that posting it twice raises one concern.
    form_key = models.UUIDField(unique=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__regex=r"\S"),
                name="concern_has_words",
                violation_error_message="Write what worries you.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, note="")
                | Q(closed_at__isnull=False, closed_by__isnull=False, note__regex=r"\S"),
                name="concern_is_closed_with_a_note",
                violation_error_message="Write a note: who raised it reads it.",
            ),
        ]
        indexes = [models.Index(fields=["pairing"], condition=Q(closed_at__isnull=True), name="concern_open")]

    def __str__(self) -> str:
        return f"Concern of {self.raised_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class ConcernReading(models.Model):
    """Somebody other than the author has opened a concern. The database refuses to change or delete the row."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Read on {self.at:%Y-%m-%d %H:%M}"


@cache
def _open_concerns() -> Subquery:
    """Cached, because home asks it on every visit. Annotate `viewer`, the coordinator's user id, before using it."""
    waiting = Concern.objects.open().filter(
        ~Q(pairing__mentor__user=OuterRef("viewer")),
        ~Q(pairing__mentee__user=OuterRef("viewer")),
        pairing__program=OuterRef("pk"),
    )
    counted = waiting.order_by().values("pairing__program").annotate(n=Count("pk"))
    return Subquery(counted.values("n"))


def with_open_concerns(programs: ProgramQuerySet, user: User) -> ProgramQuerySet:
    """Annotates `open_concerns`, how many wait for this coordinator (None: none), by the rule of `for_coordinator`."""
    return programs.alias(viewer=Value(user.pk)).annotate(open_concerns=_open_concerns())
