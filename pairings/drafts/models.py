"""A draft: what one person has typed about a session, in an agreement or as feedback, and not saved yet."""

from django.conf import settings
from django.db import models

from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from pairings.sessions.models import Session


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: User) -> "DraftQuerySet":
        return self.filter(author=user)


class Draft(models.Model):
    """Visible only to its author, since it may hold a private note. One per person, pair, session and kind."""

    class About(models.TextChoices):
        SESSION = "session", "A session"
        AGREEMENT = "agreement", "The agreement"
        FEEDBACK = "feedback", "Feedback"

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(Session, null=True, on_delete=models.CASCADE, related_name="+")  # None: a new one
    about = models.CharField(max_length=9, choices=About.choices, default=About.SESSION, db_default=About.SESSION)
    values = models.JSONField()  # field of the form → what was typed
    version = models.PositiveIntegerField(default=1)  # a page that has read an older one can't overwrite it
    saved_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", "pairing", "session", "about"], nulls_distinct=False, name="draft_is_single"
            ),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="draft_version_counts_from_one"),
            models.CheckConstraint(
                condition=models.Q(about="session")
                | models.Q(about__in=["agreement", "feedback"], session__isnull=True),
                name="draft_about_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Draft, version {self.version}"
