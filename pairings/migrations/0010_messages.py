import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pairings", "0009_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=5000)),
                ("sent_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("form_key", models.UUIDField(unique=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="MessageReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.TextField(blank=True, default="", max_length=2000)),
                ("reported_at", models.DateTimeField()),
                ("note", models.TextField(blank=True, default="", max_length=5000)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="message",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="pairing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="pairings.pairing"
            ),
        ),
        migrations.AddField(
            model_name="messagereport",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="messagereport",
            name="closed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="messagereport",
            name="message",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="report", to="pairings.message"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["pairing", "-id"], name="message_of_pair"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True)), fields=["pairing", "author"], name="message_unread"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("text__regex", "\\S")),
                name="message_has_words",
                violation_error_message="Write something first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("read_at__isnull", True), ("read_at__gte", models.F("sent_at")), _connector="OR"),
                name="message_is_read_after_it_was_sent",
            ),
        ),
        migrations.AddIndex(
            model_name="messagereport",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["message"], name="message_report_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="messagereport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True), ("note", "")),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False), ("note__regex", "\\S")),
                    _connector="OR",
                ),
                name="message_report_is_closed_with_a_note",
                violation_error_message="Write a note: who reported it reads it.",
            ),
        ),
    ]
