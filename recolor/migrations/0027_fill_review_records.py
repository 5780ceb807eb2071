"""Record the reviews that were given before there were records."""

from django.db import migrations


def record_reviews(apps, schema_editor):
    task, record = apps.get_model("recolor", "RecolorTask"), apps.get_model("recolor", "ReviewRecord")
    reviewed = task.objects.exclude(review="to_review").exclude(reviewed_at=None).order_by("reviewed_at", "pk")
    record.objects.bulk_create(
        (
            record(
                task_id=each.pk,
                review=each.review,
                note=each.review_note,
                at=each.reviewed_at,
                by_id=each.reviewed_by_id,
            )
            for each in reviewed.iterator()
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("recolor", "0026_review_records")]
    operations = [migrations.RunPython(record_reviews, migrations.RunPython.noop)]
