"""Indexes that SQLite chooses with and without statistics, also for the tasks of a photo or of a batch."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recolor', '0043_garments_chosen_for_targets'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='recolortask',
            name='tasks_photo',
        ),
        migrations.AddIndex(
            model_name='recolortask',
            index=models.Index(condition=models.Q(('first_version__isnull', False)), fields=['first_version'], name='tasks_versions'),
        ),
        migrations.AddIndex(
            model_name='recolortask',
            index=models.Index(condition=models.Q(('trashed_at__isnull', True)), fields=['workspace', 'photo_id', '-id'], name='tasks_of_photo'),
        ),
        migrations.AddIndex(
            model_name='recolortask',
            index=models.Index(condition=models.Q(('trashed_at__isnull', True)), fields=['workspace', 'batch', '-id'], name='tasks_of_batch'),
        ),
    ]
