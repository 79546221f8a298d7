import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pairings", "0010_messages"),
        ("activity", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Concern",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=5000)),
                ("is_shared", models.BooleanField(default=False)),
                ("raised_at", models.DateTimeField()),
                ("note", models.TextField(blank=True, default="", max_length=5000)),
                ("closed_at", models.DateTimeField(null=True)),
                ("form_key", models.UUIDField(unique=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ConcernReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="concern",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="concern",
            name="closed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="concern",
            name="pairing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="concerns", to="pairings.pairing"
            ),
        ),
        migrations.AddField(
            model_name="concernreading",
            name="concern",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="pairings.concern"
            ),
        ),
        migrations.AddField(
            model_name="concernreading",
            name="reader",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["pairing"], name="concern_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(("text__regex", "\\S")),
                name="concern_has_words",
                violation_error_message="Write what worries you.",
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True), ("note", "")),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False), ("note__regex", "\\S")),
                    _connector="OR",
                ),
                name="concern_is_closed_with_a_note",
                violation_error_message="Write a note: who raised it reads it.",
            ),
        ),
        migrations.RunSQL(
            "CREATE TRIGGER pairings_concernreading_is_append_only BEFORE UPDATE OR DELETE ON pairings_concernreading "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            "DROP TRIGGER pairings_concernreading_is_append_only ON pairings_concernreading",
        ),
    ]
