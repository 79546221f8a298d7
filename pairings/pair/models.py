"""A pairing: one mentor and one mentee in one program."""

from datetime import date, datetime, time, timedelta
from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mentoring.accounts.models import User
from programs.program.models import Membership, Program

TINTS = 6  # static/css/tokens.css
BEYOND = timedelta(days=731)
TOO_FAR = "Choose an earlier day: at most two years after your last day as a pair."


class PairingQuerySet(models.QuerySet["Pairing"]):
    def live(self) -> "PairingQuerySet":
        return self.exclude(state=Pairing.State.ENDED)

    def active(self) -> "PairingQuerySet":
        return self.filter(state=Pairing.State.ACTIVE)

    def of(self, user: User) -> "PairingQuerySet":
        """Pairs in which the person is the mentor or the mentee, even if they have left the program since."""
        return self.filter(Q(mentor__user=user) | Q(mentee__user=user))

    def taken_part_in_by(self, user: User) -> "PairingQuerySet":
        """As `of`, but only with an active membership: the pairs that the person may open."""
        active = Membership.State.ACTIVE
        return self.filter(
            Q(mentor__user=user, mentor__state=active) | Q(mentee__user=user, mentee__state=active),
        )

    def coordinated_by(self, user: User) -> "PairingQuerySet":
        return self.filter(program__in=Program.objects.coordinated_by(user))

    def coordinated_from_outside(self, user: User) -> "PairingQuerySet":
        """As `coordinated_by`, without the pairs in which this coordinator is, or was, one of the two."""
        return self.coordinated_by(user).exclude(mentor__user=user).exclude(mentee__user=user)

    def visible_to(self, user: User) -> "PairingQuerySet":
        active = Membership.State.ACTIVE
        return self.filter(
            Q(mentor__user=user, mentor__state=active)
            | Q(mentee__user=user, mentee__state=active)
            | Q(program__in=Program.objects.coordinated_by(user)),
        )

    def with_goals(self) -> "PairingQuerySet":
        return self.annotate(has_goals=has_goals())

    def with_people(self) -> "PairingQuerySet":
        return self.select_related("program", "mentor__user", "mentee__user")

    def with_names(self) -> "PairingQuerySet":
        """For lists: loads only the pair's own days and the names of the two, nothing else."""
        days = ("program_id", "state", "started_on", "ends_on", "returns_on", "ended_on", "cadence_days")
        names = (f"{side}__user__{name}" for side in ("mentor", "mentee") for name in ("called", "name", "email"))
        return self.select_related("mentor__user", "mentee__user").only(*days, *names)


class Pairing(models.Model):
    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        ENDED = "ended", "Ended"

    class Ending(models.TextChoices):
        PLANNED = "planned", "As planned"
        EARLY = "early", "Early, by both"
        ONE_SIDED = "one_sided", "Early, by one side"

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="pairings")
    mentor = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="pairings_as_mentor")
    mentee = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="pairings_as_mentee")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    started_on = models.DateField()
    ends_on = models.DateField()
    paused_on = models.DateField(null=True)
    returns_on = models.DateField(null=True)
    # The one of the two who is away; empty if a coordinator paused the pair itself.
    paused_for = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    # Days between two sessions of this pair; None means the program's.
    cadence_days = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_on = models.DateField(null=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True, default="")
    ending_reason = models.CharField(max_length=300, blank=True, default="")  # for the coordinators
    tint = models.PositiveSmallIntegerField(default=0, db_default=0)  # of its pages: pairings/pair/tints.py
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ["mentee__user__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "mentee"],
                condition=~Q(state="ended"),
                name="pairing_is_live_once",
                violation_error_message="These two are already a pair.",
            ),
            models.CheckConstraint(
                condition=~Q(mentor=F("mentee")),
                name="pairing_joins_two",
                violation_error_message="Choose two different people.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("started_on")),
                name="pairing_ends_after_it_starts",
                violation_error_message="The last day must come after the first day.",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_on__isnull=False) | (~Q(state="ended") & Q(ended_on__isnull=True)),
                name="pairing_ended_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state="paused", paused_on__isnull=False, returns_on__isnull=False) | ~Q(state="paused"),
                name="pairing_pause_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(cadence_days__isnull=True) | (Q(cadence_days__gte=1) & Q(cadence_days__lte=90)),
                name="pairing_cadence_is_a_rhythm",
                violation_error_message="Choose a rhythm from 1 to 90 days.",
            ),
            models.CheckConstraint(condition=Q(tint__lt=TINTS), name="pairing_tint_is_one_of_six"),
        ]

    def __str__(self) -> str:
        return f"{self.mentee.user} with {self.mentor.user}"

    @property
    def is_live(self) -> bool:
        return self.state != self.State.ENDED

    def is_in_reach(self, day: date, *, today: date) -> bool:
        """Whether the two may pick this day. It may come after their last day; years after it, it is likely a typo."""
        return day - max(self.ends_on, today) <= BEYOND

    def first_day_for(self, person: User) -> date:
        """The day it is for this person when the first day begins in the program: the same one, or the one before."""
        return datetime.combine(self.started_on, time(), self.program.zone).astimezone(person.zone).date()

    def own_day(self, user_id: int, at: datetime) -> date:
        """The day on which one of the two did something, by their own clock; load the pairing `with_people()` first."""
        two = {one.user_id: one.user for one in (self.mentor, self.mentee)}
        return two[user_id].today(at) if user_id in two else self.program.today(at)

    @property
    def away(self) -> Membership | None:
        """The one of the two the pair is paused for, None if there is none; load the pairing `with_people()` first."""
        return next((one for one in (self.mentor, self.mentee) if one.pk == self.paused_for_id), None)

    def has(self, user: User) -> bool:
        """Whether the person is one of the two and hasn't left the program."""
        two = (self.mentor, self.mentee)
        return any(one.user_id == user.pk and one.state == Membership.State.ACTIVE for one in two)

    def member(self, pk: int) -> Membership:
        """The one of the two with this id; load the pairing `with_people()` first."""
        return self.mentor if pk == self.mentor_id else self.mentee

    def partner_of(self, user: User) -> User:
        """The other person; load the pairing `with_people()` first."""
        return self.mentee.user if user.pk == self.mentor.user_id else self.mentor.user


@cache
def has_goals() -> models.Exists:
    """Whether a pair has goals, asked by relation name because the goals app sits above this one.

    Cached, because building the expression takes longer than running it.
    """
    return models.Exists(Pairing.objects.filter(pk=models.OuterRef("pk"), goals__isnull=False))
