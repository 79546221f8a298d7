from django.db import migrations, models

# Each mentor's pairs in turn, the live ones first; what a mentee with two mentors sees alike is told apart by faces.
GIVE = """
UPDATE pairings_pairing SET tint = found.tint FROM (
    SELECT pair.id, (row_number() OVER (
        PARTITION BY mentor.user_id ORDER BY pair.state = 'ended', pair.id
    ) - 1) % 6 AS tint
    FROM pairings_pairing pair JOIN programs_membership mentor ON mentor.id = pair.mentor_id
) found WHERE found.id = pairings_pairing.id AND found.tint > 0
"""


class Migration(migrations.Migration):

    dependencies = [
        ('pairings', '0018_planned_sessions_are_settled'),
        ('programs', '0007_pause_has_both_days'),
    ]

    operations = [
        migrations.AddField(
            model_name='pairing',
            name='tint',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.RunSQL(GIVE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='pairing',
            constraint=models.CheckConstraint(condition=models.Q(('tint__lt', 6)), name='pairing_tint_is_one_of_six'),
        ),
    ]
