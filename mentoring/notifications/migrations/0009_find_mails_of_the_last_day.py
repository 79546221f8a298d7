from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """While it is built, mails are written and sent as always; that can't be done inside of a transaction."""

    atomic = False
    dependencies = [("notifications", "0008_limits_of_acts")]
    operations = [
        AddIndexConcurrently(
            model_name="mail",
            index=models.Index(fields=["-created_at"], name="mail_newest"),
        ),
    ]
