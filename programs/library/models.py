"""The resource library of a program: what its mentors and mentees may learn from."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from programs.program.models import Program


class Competency(models.TextChoices):
    """The six areas in which a mentee grows; each resource may name the one it helps with."""

    COMMUNICATION = "communication", "Communication"
    EXPECTATIONS = "expectations", "Expectations"
    UNDERSTANDING = "understanding", "Understanding"
    INDEPENDENCE = "independence", "Independence"
    INCLUSION = "inclusion", "Inclusion"
    GROWTH = "growth", "Professional growth"


class LearningKind(models.TextChoices):
    COURSE = "course", "Course"
    WORKSHOP = "workshop", "Workshop"
    READING = "reading", "Reading"
    PRACTICE = "practice", "Practice"
    OTHER = "other", "Something else"


class Resource(models.Model):
    """Everybody who takes part in the program sees it; its coordinators maintain it."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="resources")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=LearningKind.choices, default=LearningKind.READING)
    area = models.CharField("helps with", max_length=15, choices=Competency.choices, blank=True, default="")
    about = models.TextField("what it is good for", max_length=1000, blank=True, default="")
    url = models.URLField("address", max_length=500, blank=True, default="")
    minutes = models.PositiveSmallIntegerField("how long it takes, in minutes", null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = [Lower("title"), "pk"]
        constraints = [
            models.UniqueConstraint(
                "program",
                Lower("title"),
                name="resource_title_is_single",
                violation_error_message="A resource with this title is in the library already.",
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="resource_address_is_of_the_web",
                violation_error_message="Enter an address that begins with https:// or http://.",
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1),
                name="resource_takes_some_time",
                violation_error_message="Enter one minute or more, or leave it empty.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def lasts(self) -> str:
        hours, minutes = divmod(self.minutes or 0, 60)
        words = [_counted(hours, "hour"), _counted(minutes, "minute")]
        return " ".join(word for word in words if word)


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}" if number else ""
