"""The names of the garments that results recolored."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recolor', '0049_tone_checks'),
    ]

    operations = [
        migrations.AddField(
            model_name='colorchange',
            name='recolored_garment',
            field=models.CharField(blank=True, db_default='', default='', max_length=300),
        ),
    ]
