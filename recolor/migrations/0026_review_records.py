import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_REVIEWS = [("to_review", "To review"), ("approved", "Approved"), ("rejected", "Rejected")]


class Migration(migrations.Migration):
    dependencies = [
        ("recolor", "0025_sheets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("review", models.CharField(choices=_REVIEWS, max_length=9)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="recolor.apikey",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review_records",
                        to="recolor.recolortask",
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
    ]
