"""Fill the summaries of existing tasks, as `services.summaries_rebuild` does."""

from django.db import migrations
from django.db.models import Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower


def fill_copies(apps, schema_editor):
    """Copy the values by which the gallery sorts and filters."""
    change, photo, task = (apps.get_model("recolor", name) for name in ("ColorChange", "Photo", "RecolorTask"))
    names = [photo.objects.filter(pk=OuterRef(field)).order_by().values("name") for field in ("pose", "model")]
    farthest = change.objects.filter(task=OuterRef("pk")).order_by().values("task").annotate(Max("delta_e"))
    task.objects.update(
        photo_id=Coalesce("pose_id", "model_id"),
        photo_name=Lower(Coalesce(*map(Subquery, names))),
        farthest=Coalesce(Subquery(farthest.values("delta_e__max")), -1.0),
    )
    of_change = task.objects.filter(pk=OuterRef("task")).order_by()
    change.objects.update(workspace=Subquery(of_change.values("workspace")), garment=Lower("target"))
    for each in photo.objects.iterator():  # SQLite lowers ASCII letters only
        if not each.name.isascii():
            of_photo = task.objects.filter(Q(pose=each.pk) | Q(pose=None, model=each.pk))
            of_photo.update(photo_name=each.name.lower()[:200])
    for target, garment in set(change.objects.order_by().values_list("target", "garment").distinct()):
        if garment != target.casefold():
            change.objects.filter(target=target).update(garment=target.casefold())


def fill_summaries(apps, schema_editor):
    """Count the tasks outside the trash, and collect the garments to filter by."""
    names = ("ColorChange", "FilterChoice", "RecolorTask", "TaskCount", "Workspace")
    change, choice, task, count, workspace = (apps.get_model("recolor", name) for name in names)
    for each in workspace.objects.all():
        count.objects.create(
            workspace=each, change=task.objects.filter(workspace=each, trashed_at=None).count()
        )
        garments = change.objects.filter(workspace=each).order_by().values_list("garment", flat=True).distinct()
        choice.objects.bulk_create(choice(workspace=each, garment=garment) for garment in garments)


class Migration(migrations.Migration):
    dependencies = [("recolor", "0032_summaries")]
    operations = [
        migrations.RunPython(fill_copies, migrations.RunPython.noop),
        migrations.RunPython(fill_summaries, migrations.RunPython.noop),
    ]
