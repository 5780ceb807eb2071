"""Fill the engine of existing rows; stored words change to American spelling."""

from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Replace

SPELLING = [("colour", "color"), ("Colour", "Color"), ("grey", "gray"), ("Cancelled", "Canceled")]


def fill_engine(apps, schema_editor):
    """Photos with an id at the service, or without a file of ours, are hosted; so are tasks that were sent to it."""
    photo, task = apps.get_model("recolor", "Photo"), apps.get_model("recolor", "RecolorTask")
    photo.objects.exclude(hosted_id="").update(engine="hosted")
    photo.objects.filter(file="").update(engine="hosted")
    of_hosted_photo = models.Q(pose__engine="hosted") | models.Q(pose=None, model__engine="hosted")
    hosted = task.objects.filter(models.Q(hosted__isnull=False) | of_hosted_photo)
    task.objects.filter(pk__in=list(hosted.values_list("pk", flat=True))).update(engine="hosted")


def use_american_spelling(apps, schema_editor):
    """Families of colors, error codes, and the engine's own texts; names that people typed stay as they are."""
    change, photo, task = (apps.get_model("recolor", name) for name in ("ColorChange", "Photo", "RecolorTask"))
    change.objects.filter(family="grey").update(family="gray")
    task.objects.filter(error_code="cancelled").update(error_code="canceled")
    for british, american in SPELLING:
        for rows, field in ((change, "warning"), (task, "error_message"), (photo, "error_message")):
            matching = rows.objects.filter(**{f"{field}__contains": british})
            matching.update(**{field: Replace(F(field), Value(british), Value(american))})
    for row in task.objects.filter(timeline__icontains="colour").iterator():
        row.timeline = [[stage.replace("colour", "color"), time] for stage, time in row.timeline]
        row.save(update_fields=["timeline"])


class Migration(migrations.Migration):
    dependencies = [("recolor", "0007_photos_and_engines")]
    operations = [
        migrations.RunPython(fill_engine, migrations.RunPython.noop),
        migrations.RunPython(use_american_spelling, migrations.RunPython.noop),
    ]
