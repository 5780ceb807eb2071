"""`BaseImage` becomes `Photo`, "remote" becomes "hosted"; photos and tasks record their engine."""

import django.db.models.deletion
from django.db import migrations, models

ENGINES = [("local", "Built-in engine"), ("hosted", "Hosted service")]


class Migration(migrations.Migration):
    dependencies = [("recolor", "0006_owners_and_families")]

    operations = [
        migrations.RemoveConstraint("baseimage", "one_photo_a_remote_id"),
        migrations.RemoveConstraint("hostedtask", "one_task_a_remote_id"),
        migrations.RemoveConstraint("garment", "one_garment_a_name"),
        migrations.RenameModel("BaseImage", "Photo"),
        migrations.RenameIndex("photo", new_name="photos_newest", old_name="base_images_newest"),
        migrations.RenameIndex("photo", new_name="photos_leases", old_name="base_images_leases"),
        migrations.RenameIndex("photo", new_name="photos_bytes", old_name="base_images_bytes"),
        migrations.RenameField("photo", "remote_id", "hosted_id"),
        migrations.RenameField("hostedtask", "remote_id", "hosted_id"),
        migrations.RenameField("garment", "base_image", "photo"),
        migrations.RenameField("recolortask", "trashed_with", "trash_group"),
        migrations.AlterField(
            "photo",
            "workspace",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="recolor.workspace"
            ),
        ),
        migrations.AddConstraint(
            "photo",
            models.UniqueConstraint(
                fields=["workspace", "kind", "hosted_id"],
                condition=~models.Q(hosted_id=""),
                name="one_photo_a_hosted_id",
            ),
        ),
        migrations.AddConstraint(
            "hostedtask",
            models.UniqueConstraint(
                fields=["hosted_id"], condition=~models.Q(hosted_id=""), name="one_task_a_hosted_id"
            ),
        ),
        migrations.AddConstraint(
            "garment", models.UniqueConstraint(fields=["photo", "name"], name="one_garment_a_name")
        ),
        migrations.AddField("photo", "engine", models.CharField(choices=ENGINES, default="local", max_length=6)),
        migrations.AddField("recolortask", "engine", models.CharField(choices=ENGINES, default="local", max_length=6)),
    ]
