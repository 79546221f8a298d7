from django.db.models import IntegerField, Subquery


class Number(Subquery):
    """A subquery that counts rows: 0, not NULL, if there are none, and shorter to write than an aggregate."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
