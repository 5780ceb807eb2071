"""The targets for which people have chosen garments in a batch."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recolor', '0042_batches_in_trash'),
    ]

    operations = [
        migrations.AddField(
            model_name='colorchange',
            name='asked',
            field=models.CharField(blank=True, db_default='', default='', max_length=80),
        ),
    ]
