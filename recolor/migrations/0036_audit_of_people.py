from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recolor", "0035_tones")]

    operations = [
        migrations.AlterField(
            model_name="auditentry",
            name="action",
            field=models.CharField(
                choices=[
                    ("signed_in", "Signed in"),
                    ("sign_in_failed", "Failed to sign in"),
                    ("key_created", "Created an API key"),
                    ("key_revoked", "Revoked an API key"),
                    ("invited", "Invited a person"),
                    ("invite_revoked", "Revoked an invitation"),
                    ("joined", "Joined the workspace"),
                    ("role_changed", "Changed a role"),
                    ("person_removed", "Removed a person"),
                    ("trashed", "Moved to the trash"),
                    ("deleted", "Deleted permanently"),
                    ("exported", "Exported"),
                ],
                max_length=20,
            ),
        ),
    ]
