"""Whether a photo shows clothes that none of its garments covers."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recolor', '0053_tasks_finished'),
    ]

    operations = [
        migrations.AddField(
            model_name='photo',
            name='missed_clothes',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name='photo',
            index=models.Index(condition=models.Q(('missed_clothes', True)), fields=['workspace', '-id'], name='photos_missed'),
        ),
    ]
