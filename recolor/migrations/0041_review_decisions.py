"""Decisions about several results, which can be undone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recolor', '0040_one_tone_of_batches'),
    ]

    operations = [
        migrations.AddField(
            model_name='reviewrecord',
            name='decided_in',
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name='reviewrecord',
            index=models.Index(condition=models.Q(('decided_in__isnull', False)), fields=['decided_in'], name='reviews_together'),
        ),
    ]
