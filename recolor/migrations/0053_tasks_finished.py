"""The index of what has finished since a time."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recolor', '0052_completion_checks'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='recolortask',
            index=models.Index(condition=models.Q(('trashed_at__isnull', True)), fields=['workspace', 'completed_at', 'id'], name='tasks_finished'),
        ),
    ]
