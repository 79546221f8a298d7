"""A promise (action item): which of the two owes what until when, and what became of it."""

import hashlib
import uuid
from functools import cache

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject

from mentoring.accounts.models import User
from pairings.pair.models import Pairing, PairingQuerySet
from pairings.sessions.models import Session
from programs.program.models import Membership

COMES_ALONG = 20  # how many open promises are loaded with a pair


class PromiseQuerySet(models.QuerySet["Promise"]):
    def visible_to(self, user: User) -> "PromiseQuerySet":
        return self.filter(pairing__in=Pairing.objects.taken_part_in_by(user))

    def open(self) -> "PromiseQuerySet":
        return self.filter(state=Promise.State.OPEN)

    def with_people(self) -> "PromiseQuerySet":
        people = ("owner__user", "pairing__program", "pairing__mentor__user", "pairing__mentee__user")
        return self.select_related(*people)


class Promise(models.Model):
    """Visible only to the two of the pair."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        KEPT = "kept", "Kept"
        LET_GO = "let_go", "Let go"

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="promises")
    session = models.ForeignKey(Session, null=True, on_delete=models.SET_NULL, related_name="promises")
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="promises")
    text = models.CharField(max_length=300)
    due_on = models.DateField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    word = models.CharField(max_length=300, blank=True, default="")  # why it was let go
    settled_on = models.DateField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # Sent with the form, so that posting it twice makes one promise.
    form_key = models.UUIDField(unique=True, default=uuid.uuid4)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__regex=r"\S"),
                name="promise_says_what",
                violation_error_message="Write what is promised.",
            ),
            models.CheckConstraint(condition=Q(state__in=["open", "kept", "let_go"]), name="promise_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="open", settled_on__isnull=True) | (~Q(state="open") & Q(settled_on__isnull=False)),
                name="promise_settled_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="let_go") | Q(word__regex=r"\S"),
                name="promise_let_go_says_why",
                violation_error_message="Say in a word why it is let go.",
            ),
        ]
        indexes = [models.Index(fields=["pairing", "state", "due_on"], name="promise_of_pair")]

    def __str__(self) -> str:
        return f"Promise until {self.due_on}, {self.get_state_display().lower()}"

    @property
    def fingerprint(self) -> str:
        """Changes with its words and its day, so that a page with an older version can't overwrite this one."""
        return hashlib.sha256(f"{self.due_on}\0{self.text}".encode()).hexdigest()[:16]


def with_promises(pairings: PairingQuerySet) -> PairingQuerySet:
    """Annotates `promise_rows`, the open promises that are due first; costs no query of its own."""
    return pairings.annotate(promise_rows=promise_rows())


@cache
def promise_rows() -> ArraySubquery:
    """Cached, because building the expression takes longer than running it."""
    found = Promise.objects.open().filter(pairing=OuterRef("pk")).order_by("due_on", "pk")[:COMES_ALONG]
    row = JSONObject(pk="pk", owner=F("owner__user_id"), text="text", due_on="due_on")
    return ArraySubquery(found.values(json=row))
