from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recolor", "0034_summary_indexes")]

    operations = [
        migrations.AddField(
            model_name="colorchange",
            name="achieved_lab",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="colorchange",
            name="tone_hex",
            field=models.CharField(blank=True, max_length=7),
        ),
    ]
