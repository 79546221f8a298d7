"""A message in the pair, and the report of one: from then on coordinators may read that message and no other."""

from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Value

from mentoring.accounts.models import User
from pairings.pair.models import Pairing, PairingQuerySet
from programs.program.models import ProgramQuerySet


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> "MessageQuerySet":
        return self.filter(pairing__in=Pairing.objects.taken_part_in_by(user))

    def unread_by(self, user: User) -> "MessageQuerySet":
        """Not written by this person and not read yet; narrow it down to their pairs first."""
        return self.filter(read_at=None).exclude(author=user)

    def with_people(self) -> "MessageQuerySet":
        return self.select_related("author", "pairing__program", "pairing__mentor__user", "pairing__mentee__user")


class Message(models.Model):
    """Visible only to the two of the pair; never changed after it was sent."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=5_000)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)  # by the partner
    # Sent with the form, so that posting it twice sends one message.
    form_key = models.UUIDField(unique=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__regex=r"\S"),
                name="message_has_words",
                violation_error_message="Write something first.",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(read_at__gte=models.F("sent_at")),
                name="message_is_read_after_it_was_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["pairing", "-id"], name="message_of_pair"),
            models.Index(fields=["pairing", "author"], condition=Q(read_at__isnull=True), name="message_unread"),
        ]

    def __str__(self) -> str:
        return f"Message of {self.sent_at:%Y-%m-%d %H:%M}"


class MessageReportQuerySet(models.QuerySet["MessageReport"]):
    def open(self) -> "MessageReportQuerySet":
        return self.filter(closed_at=None)

    def for_coordinator(self, user: User) -> "MessageReportQuerySet":
        """In programs the person coordinates, but never about a pair in which they are, or were, one of the two."""
        return self.filter(message__pairing__in=Pairing.objects.coordinated_from_outside(user))

    def with_people(self) -> "MessageReportQuerySet":
        pairing = (f"message__pairing__{one}" for one in ("program", "mentor__user", "mentee__user"))
        return self.select_related("by", "closed_by", "message__author", *pairing)


class MessageReport(models.Model):
    """Coordinators who aren't in the pair see the message and the reason, even after the report is closed.

    Both of the pair see that it was reported, when, and whether that is closed. Only the one who reported it sees the
    reason and the note.
    """

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="report")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(max_length=2_000, blank=True, default="")
    reported_at = models.DateTimeField()
    note = models.TextField(max_length=5_000, blank=True, default="")  # from whoever closed it
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = MessageReportQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, note="")
                | Q(closed_at__isnull=False, closed_by__isnull=False, note__regex=r"\S"),
                name="message_report_is_closed_with_a_note",
                violation_error_message="Write a note: who reported it reads it.",
            ),
        ]
        indexes = [models.Index(fields=["message"], condition=Q(closed_at__isnull=True), name="message_report_open")]

    def __str__(self) -> str:
        return f"Report of {self.reported_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


def unread_messages(user: User) -> Subquery:
    """How many of the partner's messages the person hasn't read in a pairing; None if there are none."""
    unread = Message.objects.unread_by(user).filter(pairing=OuterRef("pk")).order_by()
    return Subquery(unread.values("pairing").annotate(n=Count("pk")).values("n"))


def with_unread(pairings: PairingQuerySet, user: User) -> PairingQuerySet:
    return pairings.annotate(unread_messages=unread_messages(user))


@cache
def _open_reports() -> Subquery:
    """Cached, because home asks it on every visit. Annotate `viewer`, the coordinator's user id, before using it."""
    waiting = MessageReport.objects.open().filter(
        ~Q(message__pairing__mentor__user=OuterRef("viewer")),
        ~Q(message__pairing__mentee__user=OuterRef("viewer")),
        message__pairing__program=OuterRef("pk"),
    )
    counted = waiting.order_by().values("message__pairing__program").annotate(n=Count("pk"))
    return Subquery(counted.values("n"))


def with_open_reports(programs: ProgramQuerySet, user: User) -> ProgramQuerySet:
    """Annotates `open_reports`, how many reported messages wait for this coordinator; None if there are none."""
    return programs.alias(viewer=Value(user.pk)).annotate(open_reports=_open_reports())
