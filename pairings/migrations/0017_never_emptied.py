from django.db import migrations


class Migration(migrations.Migration):
    """TRUNCATE fires no trigger of a row, only one of the statement."""

    dependencies = [("pairings", "0016_rated_with_a_rating"), ("activity", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            f"DROP TRIGGER {table}_is_never_emptied ON {table}",
        )
        for table in ("pairings_agreementversion", "pairings_agreementsignature", "pairings_concernreading")
    ]
