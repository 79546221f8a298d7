"""When beat was last heard of."""

from django.db import models


class Heartbeat(models.Model):
    """One row, written over every minute. In the database, because a broker that was emptied knows nothing of it."""

    ONLY = 1

    id = models.SmallIntegerField(primary_key=True, default=ONLY)
    at = models.DateTimeField()
