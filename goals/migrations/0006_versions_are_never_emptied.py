from django.db import migrations


class Migration(migrations.Migration):
    """TRUNCATE fires no trigger of a row, only one of the statement."""

    dependencies = [("goals", "0005_learning"), ("activity", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER goals_goalversion_is_never_emptied BEFORE TRUNCATE ON goals_goalversion "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            "DROP TRIGGER goals_goalversion_is_never_emptied ON goals_goalversion",
        )
    ]
