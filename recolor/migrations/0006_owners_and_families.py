"""Who was there before roles owns the workspace; colours asked for before families get theirs."""

from django.db import migrations

from recolor.engine import color_family


def fill(apps, schema_editor):
    apps.get_model("recolor", "Membership").objects.update(role="owner")
    changes = apps.get_model("recolor", "ColorChange").objects
    for color in changes.exclude(color_hex="").values_list("color_hex", flat=True).distinct():
        changes.filter(color_hex=color).update(family=color_family(color))


class Migration(migrations.Migration):
    dependencies = [("recolor", "0005_review_trash_people")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
