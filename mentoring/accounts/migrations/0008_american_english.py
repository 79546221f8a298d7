from django.db import migrations, models


class Migration(migrations.Migration):
    """For new accounts; those of before keep the order of days that they are used to."""

    dependencies = [
        ('accounts', '0007_user_called'),
    ]

    operations = [
        migrations.AlterField(
            model_name='user',
            name='language',
            field=models.CharField(default='en-us', max_length=10),
        ),
    ]
