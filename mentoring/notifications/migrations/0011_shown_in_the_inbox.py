from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0010_find_mails_of_the_last_day")]

    operations = [
        migrations.AddField("notification", "shown_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "notification",
            models.Index(
                fields=["pairing_id"],
                condition=models.Q(("in_app", True), ("read_at__isnull", True)),
                name="notification_unread_of_pair",
            ),
        ),
    ]
