"""Photos and batches outside the trash have a trash group only while they are moved there."""

from django.db import migrations


def clear_groups(apps, schema_editor):
    for name in ("Photo", "Batch"):
        rows = apps.get_model("recolor", name).objects.filter(trashed_at=None).exclude(trash_group=None)
        rows.update(trash_group=None)


class Migration(migrations.Migration):
    dependencies = [("recolor", "0050_recolored_garments")]
    operations = [migrations.RunPython(clear_groups, migrations.RunPython.noop)]
