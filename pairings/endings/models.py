"""How a pair ends: as planned by both, early by both, or early by one side."""

from django.db import models
from django.db.models import Q

from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from programs.program.models import Membership


class Finish(models.Model):
    """One side has said “finished”. When both have, the pair ends on its last day, or right away if both wish it."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="finishes")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="finishes")
    at_once = models.BooleanField(default=False)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pairing", "member"], name="finish_is_single")]

    def __str__(self) -> str:
        return f"{self.member} has finished"


class EndingProposalQuerySet(models.QuerySet["EndingProposal"]):
    def open(self) -> "EndingProposalQuerySet":
        return self.filter(state=EndingProposal.State.OPEN)


class EndingProposal(models.Model):
    """One side proposes to end early; the other agrees or says “not yet”. `word` is only for the partner."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        AGREED = "agreed", "Agreed"
        NOT_YET = "not_yet", "Not yet"
        WITHDRAWN = "withdrawn", "Taken back"

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="ending_proposals")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="ending_proposals")
    word = models.TextField(blank=True, max_length=1000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = EndingProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing"],
                condition=Q(state="open"),
                name="ending_proposal_is_open_once",
                violation_error_message="One of you has just proposed to end. Read it, and answer there.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="ending_proposal_answer_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} proposes to end"


class Departure(models.Model):
    """One side has ended the pair alone. The words are for the coordinators, never for the partner."""

    pairing = models.OneToOneField(Pairing, on_delete=models.CASCADE, related_name="departure")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="departures")
    words = models.TextField(blank=True, max_length=4000)
    left_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member} has left"


class EndingWishQuerySet(models.QuerySet["EndingWish"]):
    def of(self, user: User) -> "EndingWishQuerySet":
        return self.filter(member__user=user)


class EndingWish(models.Model):
    """What one of the two wishes after the end, with a note: for the coordinators, not for the partner."""

    class Wish(models.TextChoices):
        NEW_MATCH = "new_match", "Ask for a new match"
        TALK = "talk", "Talk to your coordinator"

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="ending_wishes")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="ending_wishes")
    wish = models.CharField(max_length=10, choices=Wish.choices)
    words = models.TextField(blank=True, max_length=4000)
    wished_at = models.DateTimeField()

    objects = EndingWishQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pairing", "member"], name="ending_wish_is_single"),
            models.CheckConstraint(
                condition=Q(wish__in=["new_match", "talk"]),
                name="ending_wish_is_one_of_two",
                violation_error_message="Choose one of the two.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_wish_display()}"

    @property
    def as_told(self) -> str:
        """For coordinators, after a name: “asks for a new match”."""
        return {"new_match": "asks for a new match", "talk": "would like to talk to you"}[self.wish]
