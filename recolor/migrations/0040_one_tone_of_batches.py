"""Whether the results of a batch get one tone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recolor', '0039_api_key_creators'),
    ]

    operations = [
        migrations.AddField(
            model_name='batch',
            name='one_tone',
            field=models.BooleanField(default=True),
        ),
    ]
