"""A touchpoint: one occurrence of a step in one pairing."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from pairings.pair.models import Pairing
from programs.journey.models import Step


class TouchpointQuerySet(models.QuerySet["Touchpoint"]):
    def open(self) -> "TouchpointQuerySet":
        return self.filter(state=Touchpoint.State.OPEN)

    def with_traces(self) -> "TouchpointQuerySet":
        """Touchpoints that other rows point to, such as an answer or a session."""
        pointing = [
            models.Exists(models.QuerySet(one.related_model).filter(**{one.field.name: models.OuterRef("pk")}))
            for one in Touchpoint._meta.related_objects
        ]
        return self.filter(reduce(or_, pointing))


class Touchpoint(models.Model):
    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        SKIPPED = "skipped", "Skipped"
        MISSED = "missed", "Missed"

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="touchpoints", db_index=False)
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="touchpoints")
    occurrence = models.PositiveSmallIntegerField()  # from 1
    due_on = models.DateField()  # a day in the program's time zone
    # The day its due day is counted from: the first day of the pair or the day the previous one was done, plus pauses.
    counted_from = models.DateField()
    # Somebody chose the due day, so editing the journey leaves it alone.
    day_chosen = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    done_at = models.DateTimeField(null=True)
    done_on = models.DateField(null=True)  # the day it happened, which may be earlier than the day it was logged

    objects = TouchpointQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pairing", "step", "occurrence"], name="touchpoint_is_planned_once"),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False, done_on__isnull=False)
                | (~Q(state="done") & Q(done_at__isnull=True, done_on__isnull=True)),
                name="touchpoint_done_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state="open"), name="touchpoint_open"),
            models.Index(fields=["pairing"], condition=Q(state="open"), name="touchpoint_open_of_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.occurrence}, due {self.due_on}"


# Steps that are done when something happens, not by marking them as done; with the sentence that says so.
BY_EVENT = {
    Step.Kind.SESSION: "This step is done when one of you logs the session.",
    Step.Kind.GOALS: "This step is done when you have agreed on a goal.",
    Step.Kind.CHECK_IN: "This step is done when the check-in is answered.",
    Step.Kind.EXPECTATIONS: "This step is done when both of you have answered the five questions.",
    Step.Kind.AGREEMENT: "This step is done when both of you have signed your agreement.",
    Step.Kind.FIT_CHECK: "This step is done when the fit check is answered.",
    Step.Kind.FEEDBACK: "This step is done when everybody who is asked has given their feedback.",
    Step.Kind.GOAL_REVIEW: "This step is done when you have decided on each of your goals.",
    Step.Kind.CLOSURE: "This step is done when both of you have said that you have finished.",
}
