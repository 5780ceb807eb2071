"""Indexes that lead from the words of a search to the tasks."""

from django.db import migrations, models

_SHOWN = models.Q(trashed_at__isnull=True)


class Migration(migrations.Migration):

    dependencies = [
        ('recolor', '0046_hosted_requests'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='photo',
            index=models.Index(fields=['workspace', 'name', 'sku'], name='photos_words'),
        ),
        migrations.AddIndex(
            model_name='colorchange',
            index=models.Index(fields=['workspace', 'target', '-task'], name='changes_target'),
        ),
        migrations.AddIndex(
            model_name='colorchange',
            index=models.Index(fields=['workspace', 'color', 'color_hex', '-task'], name='changes_color'),
        ),
        migrations.AddIndex(
            model_name='recolortask',
            index=models.Index(fields=['workspace', 'name', '-id'], condition=_SHOWN, name='tasks_name'),
        ),
        migrations.AddIndex(
            model_name='recolortask',
            index=models.Index(fields=['workspace', 'review_note', '-id'], condition=_SHOWN, name='tasks_note'),
        ),
    ]
