"""A session that took place, its log, and private notes about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from pairings.touchpoints.models import Touchpoint

SHARES = list(range(0, 101, 10))


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> "SessionQuerySet":
        return self.filter(pairing__in=Pairing.objects.visible_to(user))

    def of(self, user: User) -> "SessionQuerySet":
        return self.filter(pairing__in=Pairing.objects.taken_part_in_by(user))

    def with_people(self) -> "SessionQuerySet":
        return self.select_related("pairing__program", "pairing__mentor__user", "pairing__mentee__user", "logged_by")


class Session(models.Model):
    """Day and length, visible to the pair and the coordinators. The words are in SessionLog."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="sessions")
    touchpoint = models.OneToOneField(
        Touchpoint, null=True, blank=True, on_delete=models.SET_NULL, related_name="session"
    )
    held_on = models.DateField("day you met")
    minutes = models.PositiveSmallIntegerField("length in minutes")
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()
    # Sent with the form, so that posting the same form twice logs one session.
    form_key = models.UUIDField(unique=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5) & Q(minutes__lte=480),
                name="session_has_a_length",
                violation_error_message="Enter a length from 5 to 480 minutes.",
            ),
        ]

    def __str__(self) -> str:
        return f"Session on {self.held_on}, {self.minutes} minutes"


class SessionLogQuerySet(models.QuerySet["SessionLog"]):
    def visible_to(self, user: User) -> "SessionLogQuerySet":
        return self.filter(session__pairing__in=Pairing.objects.taken_part_in_by(user))


class SessionLog(models.Model):
    """What the pair wrote down, visible only to the two."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="log")
    shared_notes = models.TextField(blank=True, max_length=20_000)
    # Only for the mentor to fill in: what they heard, asked and advised, and how much they talked.
    what_i_heard = models.TextField(blank=True, max_length=20_000)
    questions_asked = models.TextField(blank=True, default="", max_length=20_000)
    advice = models.TextField(blank=True, default="", max_length=20_000)
    talking_share = models.PositiveSmallIntegerField(null=True)  # percent, their own estimate

    objects = SessionLogQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(talking_share__isnull=True) | Q(talking_share__in=SHARES),
                name="session_log_share_is_in_tens",
                violation_error_message="Choose a share from 0 to 100 percent.",
            ),
        ]

    def __str__(self) -> str:
        return f"Log of {self.session}"

    @property
    def has_words(self) -> bool:
        return bool(self.shared_notes or self.what_i_heard or self.questions_asked or self.advice)


class PrivateNoteQuerySet(models.QuerySet["PrivateNote"]):
    def visible_to(self, user: User) -> "PrivateNoteQuerySet":
        return self.filter(author=user)


class PrivateNote(models.Model):
    """Visible only to its author."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="private_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="private_notes")
    text = models.TextField(max_length=20_000)

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "author"], name="private_note_is_single")]

    def __str__(self) -> str:
        return f"Private note on {self.session}"
