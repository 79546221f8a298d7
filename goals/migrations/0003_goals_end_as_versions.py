from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("goals", "0002_versions_are_append_only")]
    operations = [
        migrations.AlterField(
            model_name="goalversion",
            name="change",
            field=models.CharField(
                choices=[
                    ("written", "Written"),
                    ("reaffirm", "Reaffirmed"),
                    ("revise", "Revised"),
                    ("revive", "Revived"),
                    ("rebuild", "Rebuilt"),
                    ("reached", "Reached"),
                    ("let_go", "Let go"),
                ],
                max_length=10,
            ),
        )
    ]
