"""How a pair wants to work together: versions of one text, and who signed which. Neither is ever changed."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from mentoring.accounts.models import User
from pairings.pair.models import Pairing
from programs.program.models import Membership


class AgreementVersionQuerySet(models.QuerySet["AgreementVersion"]):
    def visible_to(self, user: User) -> "AgreementVersionQuerySet":
        return self.filter(pairing__in=Pairing.objects.taken_part_in_by(user))

    def signed(self) -> "AgreementVersionQuerySet":
        return self.annotate(signatures_given=Count("signatures")).filter(signatures_given=2)


class AgreementVersion(models.Model):
    """The text at one time. The newest one counts; a signature belongs to the version it was given to."""

    class Origin(models.TextChoices):
        ANSWERS = "answers", "Drafted from both answers"
        OUTLINE = "outline", "Begun with an outline"
        EDITED = "edited", "Changed"
        AGAIN = "again", "Looked at again"

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="agreement_versions")
    number = models.PositiveSmallIntegerField()  # from 1
    origin = models.CharField(max_length=10, choices=Origin.choices)
    text = models.TextField(max_length=40_000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AgreementVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "number"],
                name="agreement_version_is_single",
                violation_error_message="Your agreement has changed meanwhile. Look at it as it stands now.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(text=""),
                name="agreement_version_has_words",
                violation_error_message="Write down what you agree on.",
            ),
        ]

    def __str__(self) -> str:
        return f"Agreement, version {self.number}"


class AgreementSignature(models.Model):
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="signatures")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="agreement_signatures")
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "member"],
                name="agreement_signature_is_single",
                violation_error_message="You have signed this version already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Signature of {self.member}"
