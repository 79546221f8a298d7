"""What an author has released for a keepsake."""

from django.db import models

from pairings.pair.models import Pairing
from programs.program.models import Membership


class KeepsakePiece(models.Model):
    """One thing that its author has released; `source` and `key` say which (pairings/keepsake/sources.py)."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="keepsake_pieces")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="keepsake_pieces")
    source = models.CharField(max_length=20)
    key = models.CharField(max_length=40)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "member", "source", "key"],
                name="keepsake_piece_is_single",
                violation_error_message="This is in the keepsake already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key} of {self.member}"
