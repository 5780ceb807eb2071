"""An index of the garments whose outlines should be checked."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recolor', '0047_indexes_of_words'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='garment',
            index=models.Index(condition=models.Q(('confidence__lt', 0.8), ('corrected', False), ('removed_at', None)), fields=['-photo', 'position'], name='garments_doubtful'),
        ),
    ]
