"""URLs of the settings page, below `/settings/`."""

from django.urls import path

from . import api_keys, audit, hosted, page, palette_files, palettes, people, profile, swatches, webhooks, workspace

urlpatterns = [
    path("", page.settings_page, name="settings"),
    path("profile/", profile.profile, name="profile"),
    path("password/", profile.password, name="password"),
    path("workspace/", workspace.preferences, name="preferences"),
    path("workspace/<int:pk>/", workspace.switch, name="workspace_switch"),
    path("palettes/", palettes.create, name="palette_create"),
    path("palettes/import/", palette_files.import_file, name="palette_import"),
    path("palettes/<int:pk>/", palettes.palette, name="palette"),
    path("palettes/<int:pk>/export/<str:file_format>/", palette_files.export, name="palette_export"),
    path("palettes/<int:pk>/swatches/", swatches.swatch_create, name="swatch_create"),
    path("swatches/<int:pk>/", swatches.swatch_change, name="swatch_change"),
    path("people/<int:pk>/", people.person, name="person"),
    path("invites/", people.invite, name="invite"),
    path("invites/<int:pk>/", people.invite_revoke, name="invite_revoke"),
    path("keys/", api_keys.key_create, name="key_create"),
    path("keys/<str:pk>/revoke/", api_keys.key_revoke, name="key_revoke"),
    path("webhooks/", webhooks.webhook_create, name="webhook_create"),
    path("webhooks/<int:pk>/", webhooks.webhook_page, name="webhook"),
    path("webhooks/<int:pk>/change/", webhooks.webhook_change, name="webhook_change"),
    path("webhooks/<int:pk>/deliveries/<int:delivery>/", webhooks.delivery_repeat, name="delivery_repeat"),
    path("audit/", audit.audit_log, name="audit_log"),
    path("hosted/test/", hosted.test_connection, name="hosted_test"),
]
