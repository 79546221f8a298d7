from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("goals", "0001_initial"), ("activity", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER goals_goalversion_is_append_only BEFORE UPDATE OR DELETE ON goals_goalversion "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            "DROP TRIGGER goals_goalversion_is_append_only ON goals_goalversion",
        )
    ]
