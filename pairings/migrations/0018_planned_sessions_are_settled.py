import django.db.models.deletion
from django.db import migrations, models

# What was logged on the day of a planned session came of it. Where there are several on one day, in their order.
SETTLE = """
WITH planned AS (
    SELECT one.id, one.pairing_id, here.day,
           row_number() OVER (PARTITION BY one.pairing_id, here.day ORDER BY one.starts_at, one.id) AS place
    FROM pairings_plannedsession one
    JOIN pairings_pairing pairing ON pairing.id = one.pairing_id
    JOIN programs_program program ON program.id = pairing.program_id
    CROSS JOIN LATERAL (SELECT (one.starts_at AT TIME ZONE program.time_zone)::date AS day) here
    WHERE one.state = 'planned'
),
held AS (
    SELECT id, pairing_id, held_on, row_number() OVER (PARTITION BY pairing_id, held_on ORDER BY id) AS place
    FROM pairings_session
)
UPDATE pairings_plannedsession one SET session_id = held.id
FROM planned JOIN held ON held.pairing_id = planned.pairing_id AND held.held_on = planned.day
                      AND held.place = planned.place
WHERE one.id = planned.id
"""


class Migration(migrations.Migration):
    dependencies = [("pairings", "0017_never_emptied")]
    operations = [
        migrations.AddField(
            model_name="plannedsession",
            name="session",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="planned_session",
                to="pairings.session",
            ),
        ),
        migrations.AlterField(
            model_name="plannedsession",
            name="state",
            field=models.CharField(
                choices=[
                    ("planned", "Planned"),
                    ("cancelled", "Canceled"),
                    ("not_held", "Did not take place"),
                ],
                default="planned",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="plannedsession",
            index=models.Index(
                condition=models.Q(("session", None), ("state", "planned")),
                fields=["starts_at"],
                name="planned_session_unsettled",
            ),
        ),
        migrations.RunSQL(SETTLE, migrations.RunSQL.noop),
    ]
