"""Put the swatches of each workspace into a palette with the name “Swatches”."""

from django.db import migrations


def create_palettes(apps, schema_editor):
    palette, swatch = apps.get_model("recolor", "Palette"), apps.get_model("recolor", "Swatch")
    for workspace in swatch.objects.filter(palette=None).order_by().values_list("workspace", flat=True).distinct():
        created = palette.objects.create(workspace_id=workspace, name="Swatches")
        swatch.objects.filter(workspace=workspace).update(palette=created)


class Migration(migrations.Migration):
    dependencies = [("recolor", "0016_palettes")]
    operations = [migrations.RunPython(create_palettes, migrations.RunPython.noop)]
