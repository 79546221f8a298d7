"""A goal with its milestones, its versions, the comments on it, and the reviews in which it was looked at."""

from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from mentoring.accounts.models import User
from mentoring.web.counting import Number
from pairings.pair.models import Pairing


class GoalQuerySet(models.QuerySet["Goal"]):
    def open(self) -> "GoalQuerySet":
        return self.filter(state__in=[Goal.State.PROPOSED, Goal.State.AGREED])

    def of(self, user: User) -> "GoalQuerySet":
        """The goals of the person's own pairings, which they may read in full."""
        return self.filter(pairing__in=Pairing.objects.taken_part_in_by(user))

    def shown_to_coordinator(self, user: User) -> "GoalQuerySet":
        return self.filter(
            is_private=False,
            pairing__program__memberships__user=user,
            pairing__program__memberships__role="coordinator",
            pairing__program__memberships__state="active",
        )

    def visible_to(self, user: User) -> "GoalQuerySet":
        """The person's own goals, and those in programs they coordinate except private ones.

        Of the latter they may see only the outline.
        """
        own = Q(pairing__in=Pairing.objects.taken_part_in_by(user))
        return self.filter(own | Q(pairing__in=Pairing.objects.coordinated_by(user), is_private=False))

    def with_people(self) -> "GoalQuerySet":
        return self.select_related(
            "pairing__program", "pairing__mentor__user", "pairing__mentee__user", "proposed_by", "agreed_by"
        )

    def with_progress(self) -> "GoalQuerySet":
        """Add `milestones_total` and `milestones_reached`."""
        total, reached = _progress()
        return self.annotate(milestones_total=total, milestones_reached=reached)


@cache
def _progress() -> tuple[Number, Number]:
    """Cached, because building these takes longer than running them."""
    milestones = Milestone.objects.filter(goal=models.OuterRef("pk")).order_by().values("pk")
    return Number(milestones), Number(milestones.filter(reached_on__isnull=False))


class Goal(models.Model):
    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        AGREED = "agreed", "Agreed"
        REACHED = "reached", "Reached"
        DROPPED = "dropped", "Let go"

    class Area(models.TextChoices):
        CAREER = "career", "Career"
        SKILL = "skill", "Skill"
        COMMUNICATION = "communication", "Communication"
        LEADERSHIP = "leadership", "Leadership"
        NETWORK = "network", "Network"
        BALANCE = "balance", "Balance and wellbeing"
        OTHER = "other", "Something else"

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="goals")
    title = models.CharField("what you want to be able to do", max_length=200)  # the learning outcome
    why = models.TextField("why it matters", max_length=4000, blank=True)
    measure = models.TextField("how you will know", max_length=4000, blank=True)
    area = models.CharField(max_length=15, choices=Area.choices, default=Area.CAREER)
    due_on = models.DateField("by when", null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    is_private = models.BooleanField("between the two of us", default=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    reached_on = models.DateField(null=True)
    # How far it has come in percent, as one of the two last said; used only if there are no milestones.
    stated_progress = models.PositiveSmallIntegerField(null=True)
    # When anything last happened to it: a version, a milestone, a comment, something learned.
    moved_at = models.DateTimeField(db_default=Now())
    # Comes with the form, so that posting the form twice writes only one goal.
    form_key = models.UUIDField(unique=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="goal_agreement_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(agreed_by=models.F("proposed_by")),
                name="goal_takes_two_to_agree",
                violation_error_message="The other side agrees to a goal, not the one who proposed it.",
            ),
            models.CheckConstraint(
                condition=Q(stated_progress__isnull=True) | Q(stated_progress__lte=100),
                name="goal_progress_is_a_share",
                violation_error_message="Choose how far it has come.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.PROPOSED, self.State.AGREED)

    def may_be_taken_back_by(self, user: User) -> bool:
        """Whether the person agreed to this goal and nothing has happened to it since."""
        return self.state == self.State.AGREED and self.agreed_by_id == user.pk and self.agreed_at == self.moved_at

    @property
    def content(self) -> dict[str, str | bool | None]:
        """The goal's words as a version keeps them, ready for JSON."""
        return {
            "title": self.title,
            "why": self.why,
            "measure": self.measure,
            "area": str(self.area),
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "is_private": self.is_private,
        }


class Milestone(models.Model):
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField("milestone", max_length=200)
    due_on = models.DateField("by when", null=True, blank=True)
    position = models.PositiveSmallIntegerField()
    reached_on = models.DateField(null=True)
    evidence = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "position"],
                name="milestone_position_is_single",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.title


class GoalReview(models.Model):
    """Its decisions are the goal versions that name this review."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="goal_reviews")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing"],
                condition=Q(held_at__isnull=True),
                name="goal_review_is_single",
                violation_error_message="A review of your goals has begun already.",
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True) | Q(held_at__gte=models.F("begun_at")),
                name="goal_review_is_held_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"Goal review of {self.begun_at:%Y-%m-%d}"


class Comment(models.Model):
    """A short word about a goal. `progress` is how far the goal has come in the eyes of the writer, in percent."""

    class Progress(models.IntegerChoices):
        NOT_BEGUN = 0, "Not begun"
        QUARTER = 25, "A quarter of the way"
        HALF = 50, "Half way"
        MOST = 75, "Most of the way"
        ALL = 100, "As good as there"

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(max_length=1000)
    progress = models.PositiveSmallIntegerField(choices=Progress.choices, null=True)
    # Comes with the form, so that posting the form twice writes only one comment.
    form_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["goal", "-at"], name="comment_newest_of_goal")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="comment_has_words", violation_error_message="Write a word or two first."
            ),
            models.CheckConstraint(
                condition=Q(progress__isnull=True) | Q(progress__in=[0, 25, 50, 75, 100]),
                name="comment_progress_is_known",
                violation_error_message="Choose how far it has come.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class GoalVersion(models.Model):
    class Change(models.TextChoices):
        WRITTEN = "written", "Written"
        REAFFIRM = "reaffirm", "Reaffirmed"
        REVISE = "revise", "Revised"
        REVIVE = "revive", "Revived"
        REBUILD = "rebuild", "Rebuilt"
        REACHED = "reached", "Reached"
        LET_GO = "let_go", "Let go"

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()  # from 1
    change = models.CharField(max_length=10, choices=Change.choices)
    reason = models.TextField(blank=True, max_length=2000)
    content = models.JSONField()  # Goal.content as it stood
    review = models.ForeignKey(GoalReview, null=True, on_delete=models.PROTECT, related_name="decisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["goal", "number"], name="goal_version_is_single")]

    def __str__(self) -> str:
        return f"{self.goal}, version {self.number}"
