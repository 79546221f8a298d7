from django.db import migrations


class Migration(migrations.Migration):
    """TRUNCATE fires no trigger of a row, only one of the statement."""

    dependencies = [("activity", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER activity_entry_is_never_emptied BEFORE TRUNCATE ON activity_entry "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            "DROP TRIGGER activity_entry_is_never_emptied ON activity_entry",
        )
    ]
