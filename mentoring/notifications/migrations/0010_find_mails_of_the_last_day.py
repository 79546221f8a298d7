from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """While it is built, mails are written and sent as always; that can't be done inside of a transaction."""

    atomic = False
    dependencies = [("notifications", "0009_what_the_mail_server_said_last")]
    operations = [
        AddIndexConcurrently(
            model_name="mail",
            index=models.Index(fields=["-created_at"], name="mail_newest"),
        ),
    ]
