"""Who did what, and when. Entries are written once; the database refuses updates and deletes."""

from django.db import models


class Entry(models.Model):
    """One act. It holds ids, not foreign keys: the ground floor knows no program, and an entry outlives its subject."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)  # None: the software itself
    actor_name = models.CharField(max_length=150, blank=True)
    verb = models.CharField(max_length=60)  # such as "pairing.started"
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    program_id = models.BigIntegerField(null=True)
    pairing_id = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["program_id", "-at"]),
            models.Index(fields=["pairing_id", "-at"]),
            models.Index(fields=["subject_type", "subject_id", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name or 'The software'}: {self.verb}"
