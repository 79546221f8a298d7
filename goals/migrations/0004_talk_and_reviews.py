import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


LAST_MOVED = """
UPDATE goals_goal SET moved_at = GREATEST(
  created_at, agreed_at, (SELECT MAX(at) FROM goals_goalversion WHERE goal_id = goals_goal.id)
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('goals', '0003_goals_end_as_versions'),
        ('pairings', '0002_what_happened_and_why'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('text', models.TextField(max_length=1000)),
                ('progress', models.PositiveSmallIntegerField(choices=[(0, 'Not begun'), (25, 'A quarter of the way'), (50, 'Half way'), (75, 'Most of the way'), (100, 'As good as there')], null=True)),
                ('form_key', models.UUIDField(unique=True)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='GoalReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begun_at', models.DateTimeField()),
                ('held_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-begun_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='goal',
            name='moved_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.RunSQL(LAST_MOVED, migrations.RunSQL.noop),
        migrations.AddField(
            model_name='goal',
            name='stated_progress',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(('stated_progress__isnull', True), ('stated_progress__lte', 100), _connector='OR'), name='goal_progress_is_a_share', violation_error_message='Choose how far it has come.'),
        ),
        migrations.AddField(
            model_name='comment',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='comment',
            name='goal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='goals.goal'),
        ),
        migrations.AddField(
            model_name='goalreview',
            name='begun_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='goalreview',
            name='pairing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goal_reviews', to='pairings.pairing'),
        ),
        migrations.AddField(
            model_name='goalversion',
            name='review',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='goals.goalreview'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['goal', '-at'], name='comment_newest_of_goal'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='comment_has_words', violation_error_message='Write a word or two first.'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('progress__isnull', True), ('progress__in', [0, 25, 50, 75, 100]), _connector='OR'), name='comment_progress_is_known', violation_error_message='Choose how far it has come.'),
        ),
        migrations.AddConstraint(
            model_name='goalreview',
            constraint=models.UniqueConstraint(condition=models.Q(('held_at__isnull', True)), fields=('pairing',), name='goal_review_is_single', violation_error_message='A review of your goals has begun already.'),
        ),
        migrations.AddConstraint(
            model_name='goalreview',
            constraint=models.CheckConstraint(condition=models.Q(('held_at__isnull', True), ('held_at__gte', models.F('begun_at')), _connector='OR'), name='goal_review_is_held_after_it_begins'),
        ),
    ]
