"""Notes of ended tasks, whose batches may be completed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recolor', '0051_trash_groups_of_restored'),
    ]

    operations = [
        migrations.CreateModel(
            name='CompletionCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='completion_checks', to='recolor.batch')),
            ],
        ),
    ]
