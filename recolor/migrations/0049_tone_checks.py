"""Notes of ended results, whose tones are to be compared."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recolor', '0048_doubtful_garments'),
    ]

    operations = [
        migrations.CreateModel(
            name='ToneCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model_id', models.BigIntegerField()),
                ('colors', models.JSONField()),
                ('batch', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='tone_checks', to='recolor.batch')),
            ],
        ),
    ]
