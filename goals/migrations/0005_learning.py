import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('goals', '0004_talk_and_reviews'),
        ('pairings', '0005_beginning'),
        ('programs', '0005_resources'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moment', models.CharField(choices=[('start', 'At the start'), ('middle', 'In the middle'), ('end', 'At the end')], max_length=6)),
                ('at', models.DateTimeField()),
                ('communication', models.PositiveSmallIntegerField()),
                ('expectations', models.PositiveSmallIntegerField()),
                ('understanding', models.PositiveSmallIntegerField()),
                ('independence', models.PositiveSmallIntegerField()),
                ('inclusion', models.PositiveSmallIntegerField()),
                ('growth', models.PositiveSmallIntegerField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pairing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assessments', to='pairings.pairing')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('pairing', 'by', 'moment'), name='assessment_is_single', violation_error_message='You have answered this already.'), models.CheckConstraint(condition=models.Q(('communication__gte', 1), ('communication__lte', 5), ('expectations__gte', 1), ('expectations__lte', 5), ('understanding__gte', 1), ('understanding__lte', 5), ('independence__gte', 1), ('independence__lte', 5), ('inclusion__gte', 1), ('inclusion__lte', 5), ('growth__gte', 1), ('growth__lte', 5)), name='assessment_is_from_1_to_5', violation_error_message='Choose one of the five answers in each area.')],
            },
        ),
        migrations.CreateModel(
            name='LearningItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('course', 'Course'), ('workshop', 'Workshop'), ('reading', 'Reading'), ('practice', 'Practice'), ('other', 'Something else')], default='reading', max_length=10)),
                ('url', models.URLField(blank=True, default='', max_length=500, verbose_name='address')),
                ('why', models.TextField(blank=True, default='', max_length=500)),
                ('added_at', models.DateTimeField()),
                ('done_on', models.DateField(null=True)),
                ('rating', models.PositiveSmallIntegerField(choices=[(1, 'Not useful'), (2, 'A little'), (3, 'Somewhat'), (4, 'Useful'), (5, 'Very useful')], null=True)),
                ('takeaway', models.TextField(blank=True, default='', max_length=1000)),
                ('form_key', models.UUIDField(unique=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('goal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='learning_items', to='goals.goal')),
                ('pairing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='learning_items', to='pairings.pairing')),
                ('resource', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='programs.resource')),
            ],
            options={
                'ordering': ['added_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('rating__isnull', True), models.Q(('rating__gte', 1), ('rating__lte', 5)), _connector='OR'), name='learning_rating_is_from_1_to_5', violation_error_message='Choose how useful it was.'), models.CheckConstraint(condition=models.Q(('done_on__isnull', False), models.Q(('rating__isnull', True), ('takeaway', '')), _connector='OR'), name='learning_is_rated_once_done', violation_error_message='Rate it once it is done.'), models.CheckConstraint(condition=models.Q(('url', ''), ('url__startswith', 'https://'), ('url__startswith', 'http://'), _connector='OR'), name='learning_address_is_of_the_web', violation_error_message='Enter an address that begins with https:// or http://.')],
            },
        ),
    ]
