import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0004_the_cadence_is_set'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('course', 'Course'), ('workshop', 'Workshop'), ('reading', 'Reading'), ('practice', 'Practice'), ('other', 'Something else')], default='reading', max_length=10)),
                ('area', models.CharField(blank=True, choices=[('communication', 'Communication'), ('expectations', 'Expectations'), ('understanding', 'Understanding'), ('independence', 'Independence'), ('inclusion', 'Inclusion'), ('growth', 'Professional growth')], default='', max_length=15, verbose_name='helps with')),
                ('about', models.TextField(blank=True, default='', max_length=1000, verbose_name='what it is good for')),
                ('url', models.URLField(blank=True, default='', max_length=500, verbose_name='address')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='how long it takes, in minutes')),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resources', to='programs.program')),
            ],
            options={
                'ordering': [django.db.models.functions.text.Lower('title'), 'pk'],
                'constraints': [models.UniqueConstraint(models.F('program'), django.db.models.functions.text.Lower('title'), name='resource_title_is_single', violation_error_message='A resource with this title is in the library already.'), models.CheckConstraint(condition=models.Q(('url', ''), ('url__startswith', 'https://'), ('url__startswith', 'http://'), _connector='OR'), name='resource_address_is_of_the_web', violation_error_message='Enter an address that begins with https:// or http://.'), models.CheckConstraint(condition=models.Q(('minutes__isnull', True), ('minutes__gte', 1), _connector='OR'), name='resource_takes_some_time', violation_error_message='Enter one minute or more, or leave it empty.')],
            },
        ),
    ]
