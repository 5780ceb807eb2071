from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("recolor", "0027_fill_review_records")]

    operations = [
        migrations.RemoveField(model_name="recolortask", name="reviewed_at"),
        migrations.RemoveField(model_name="recolortask", name="reviewed_by"),
    ]
