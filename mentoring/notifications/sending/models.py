"""When beat was last heard of, and what the mail server said last."""

from django.db import models


class Heartbeat(models.Model):
    """One row, written over every minute. In the database, because a broker that was emptied knows nothing of it."""

    ONLY = 1

    id = models.SmallIntegerField(primary_key=True, default=ONLY)
    at = models.DateTimeField()


class LastAnswer(models.Model):
    """One row, written over after each batch: whether the mail server takes mails, told even where none waits."""

    ONLY = 1

    id = models.SmallIntegerField(primary_key=True, default=ONLY)
    at = models.DateTimeField()
    result = models.CharField(max_length=12)  # postman.AttemptResult
    answer = models.TextField(blank=True)  # without an address: administrators read it, who read nothing in a program
