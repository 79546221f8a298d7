from django.db import migrations, models


class Migration(migrations.Migration):
    """For new accounts; those of before keep the order of days that they are used to."""

    dependencies = [
        ('accounts', '0006_organisation_idle_days'),
    ]

    operations = [
        migrations.AlterField(
            model_name='user',
            name='language',
            field=models.CharField(default='en-us', max_length=10),
        ),
    ]
