"""Color layers of garments and of changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recolor', '0044_indexes_without_statistics'),
    ]

    operations = [
        migrations.AddField(
            model_name='colorchange',
            name='layer',
            field=models.CharField(blank=True, db_default='', default='', max_length=60),
        ),
        migrations.AddField(
            model_name='colorchange',
            name='layers',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='garment',
            name='layers',
            field=models.JSONField(null=True),
        ),
    ]
