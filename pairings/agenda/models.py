"""What a pair wants to talk about: short points of either side, and questions that stayed open."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from pairings.sessions.models import Session


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, user: User) -> "AgendaItemQuerySet":
        return self.filter(pairing__in=Pairing.objects.taken_part_in_by(user))

    def coming(self) -> "AgendaItemQuerySet":
        return self.filter(session=None)


class AgendaItem(models.Model):
    """Visible only to the two of the pair. What is ticked off goes with the session that is logged next."""

    class Kind(models.TextChoices):
        POINT = "point", "Point"
        QUESTION = "question", "Open question"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        NEXT_TIME = "next_time", "Next time"

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="agenda")
    session = models.ForeignKey(Session, null=True, on_delete=models.SET_NULL, related_name="agenda")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.POINT)
    text = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    # Sent with the form, so that posting it twice adds one point.
    form_key = models.UUIDField(unique=True, default=uuid.uuid4)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__regex=r"\S"),
                name="agenda_item_says_what",
                violation_error_message="Write what you want to talk about.",
            ),
            models.CheckConstraint(condition=Q(kind__in=["point", "question"]), name="agenda_item_kind_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "done", "next_time"]), name="agenda_item_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(session__isnull=True) | Q(state="done"), name="agenda_item_of_a_session_is_done"
            ),
        ]
        indexes = [models.Index(fields=["pairing", "session"], name="agenda_of_pair")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on the agenda, {self.get_state_display().lower()}"
