"""Batches that were moved to the trash."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recolor', '0041_review_decisions'),
    ]

    operations = [
        migrations.AddField(
            model_name='batch',
            name='trash_group',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='batch',
            name='trashed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(condition=models.Q(('trashed_at__isnull', False)), fields=['trashed_at'], name='batches_purged'),
        ),
    ]
