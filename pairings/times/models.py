"""Coming sessions: times that one side proposes, and the planned session that comes of them."""

import uuid
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject

from mentoring.accounts.models import User
from pairings.pair.models import Pairing, PairingQuerySet
from pairings.sessions.models import Session

SHORTEST, LONGEST = 5, 480  # minutes, like a session's
MOST_TIMES = 3
NEWEST = 12  # how many planned sessions are loaded with a pair


def _has_a_length(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(minutes__gte=SHORTEST) & Q(minutes__lte=LONGEST),
        name=name,
        violation_error_message="Enter a length from 5 to 480 minutes.",
    )


class TimeProposalQuerySet(models.QuerySet["TimeProposal"]):
    def open(self) -> "TimeProposalQuerySet":
        return self.filter(state=TimeProposal.State.OPEN)

    def of(self, user: User) -> "TimeProposalQuerySet":
        return self.filter(pairing__in=Pairing.objects.taken_part_in_by(user))

    def with_people(self) -> "TimeProposalQuerySet":
        people = ("pairing__program", "pairing__mentor__user", "pairing__mentee__user")
        return self.select_related(*people, "proposed_by").prefetch_related("times")


class TimeProposal(models.Model):
    """Up to three times that one side of a pair proposes; the other picks one."""

    class State(models.TextChoices):
        OPEN = "open", "Waits for an answer"
        TAKEN = "taken", "A time was picked"
        DECLINED = "declined", "None of them fits"
        WITHDRAWN = "withdrawn", "Taken back, or replaced by another"

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="time_proposals")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField("length in minutes")
    place = models.CharField(max_length=300, blank=True, default="")  # a video link, or where they meet
    note = models.TextField(max_length=1000, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField()
    # Sent with the form, so that posting it twice proposes once.
    form_key = models.UUIDField(unique=True)

    objects = TimeProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing"],
                condition=Q(state="open"),
                name="time_proposal_is_open_once",
                violation_error_message="Other times were proposed at the same moment. Look at those first.",
            ),
            _has_a_length("time_proposal_has_a_length"),
        ]

    def __str__(self) -> str:
        return f"Times for {self.pairing}"

    def times_after(self, now: datetime) -> "list[ProposedTime]":
        return [time for time in self.times.all() if time.starts_at > now]

    def time_at(self, starts_at: datetime) -> "ProposedTime | None":
        return next((time for time in self.times.all() if time.starts_at == starts_at), None)


class ProposedTime(models.Model):
    """One of the times of a proposal. The position lets the database refuse more than three."""

    proposal = models.ForeignKey(TimeProposal, on_delete=models.CASCADE, related_name="times")
    position = models.PositiveSmallIntegerField()  # from 1
    starts_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "position"], name="proposed_time_has_its_place"),
            models.UniqueConstraint(
                fields=["proposal", "starts_at"],
                name="proposed_time_is_proposed_once",
                violation_error_message="Two of these times are the same.",
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1) & Q(position__lte=MOST_TIMES),
                name="proposed_times_are_at_most_three",
                violation_error_message="Propose up to three times.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class PlannedSessionQuerySet(models.QuerySet["PlannedSession"]):
    def standing(self) -> "PlannedSessionQuerySet":
        return self.filter(state=PlannedSession.State.PLANNED)

    def unsettled(self) -> "PlannedSessionQuerySet":
        """Nobody has logged it, nor said that it didn't take place."""
        return self.standing().filter(session=None)

    def coming(self, now: datetime) -> "PlannedSessionQuerySet":
        return self.standing().filter(starts_at__gt=now)

    def of(self, user: User) -> "PlannedSessionQuerySet":
        return self.filter(pairing__in=Pairing.objects.taken_part_in_by(user))

    def with_people(self) -> "PlannedSessionQuerySet":
        people = ("pairing__program", "pairing__mentor__user", "pairing__mentee__user")
        return self.select_related(*people, "changed_by")


class PlannedSession(models.Model):
    """A session that both know about. In calendars it is one event: `uid` stays, `sequence` grows with each change."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        CANCELLED = "cancelled", "Canceled"
        NOT_HELD = "not_held", "Did not take place"

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="planned_sessions")
    proposal = models.OneToOneField(
        TimeProposal, null=True, blank=True, on_delete=models.SET_NULL, related_name="planned_session"
    )
    # What came of it, once one of the two has logged it.
    session = models.OneToOneField(
        Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="planned_session"
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField("length in minutes")
    place = models.CharField(max_length=300, blank=True, default="")
    note = models.TextField(max_length=1000, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    # Who last planned, moved or canceled it, when, and their word to the partner about it.
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    word = models.CharField(max_length=300, blank=True, default="")

    objects = PlannedSessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [_has_a_length("planned_session_has_a_length")]
        indexes = [
            models.Index(fields=["pairing", "-starts_at"]),
            models.Index(
                fields=["starts_at"], condition=Q(state="planned", session=None), name="planned_session_unsettled"
            ),
        ]

    def __str__(self) -> str:
        return f"Session planned for {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    @property
    def is_unsettled(self) -> bool:
        return self.is_planned and self.session_id is None


class Attendance(models.Model):
    """One person at one planned session. Nobody is in two places at once, whatever pairs and roles they have."""

    planned_session = models.ForeignKey(PlannedSession, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attendances")
    during = DateTimeRangeField()  # half-open: one session may begin when another ends
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["planned_session", "user"], name="attendance_is_single"),
            ExclusionConstraint(
                name="attendance_never_overlaps",
                expressions=[("user", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(active=True),
                violation_error_message="At that time one of you two has another session. Choose another time.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.planned_session}"


def with_outlook(pairings: PairingQuerySet) -> PairingQuerySet:
    """Annotates `planned_rows` and `proposed_rows`, which `outlook` reads; costs no query of its own. For the two."""
    return pairings.annotate(planned_rows=planned_rows_of_their_own(), proposed_rows=proposed_rows())


@cache
def planned_rows() -> ArraySubquery:
    """For whoever sees the pair. Cached, because building the expression takes longer than running it."""
    return _planned_rows()


@cache
def planned_rows_of_their_own() -> ArraySubquery:
    """With the place, which only the two may read."""
    return _planned_rows(place="place")


def _planned_rows(**more: str) -> ArraySubquery:
    planned = PlannedSession.objects.standing().filter(pairing=OuterRef("pk")).order_by("-starts_at")[:NEWEST]
    row = JSONObject(pk="pk", at="starts_at", minutes="minutes", session=F("session_id"), **more)
    return ArraySubquery(planned.values(json=row))


@cache
def proposed_rows() -> ArraySubquery:
    proposed = TimeProposal.objects.open().filter(pairing=OuterRef("pk")).order_by().values("pk")
    proposed = proposed.annotate(at=ArrayAgg(JSONObject(pk="times__pk", at="times__starts_at")))
    return ArraySubquery(proposed.values(json=JSONObject(pk="pk", by=F("proposed_by_id"), times="at")))
