from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0008_limits_of_acts'),
    ]

    operations = [
        migrations.CreateModel(
            name='LastAnswer',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('result', models.CharField(max_length=12)),
                ('answer', models.TextField(blank=True)),
            ],
        ),
    ]
