import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recolor", "0028_reviewed_in_records")]

    operations = [
        migrations.AddField(
            model_name="recolortask",
            name="first_version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="later_versions",
                to="recolor.recolortask",
            ),
        ),
    ]
