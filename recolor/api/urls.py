"""The URLs of the Recolor API, which its contract fixes, and of signed links and the documentation."""

from django.urls import path, re_path

from . import base_images, batches, docs, files, not_found, palettes, reviews, sheets, tasks, webhooks

BATCH = "v4/models/multipose-image-recolor/batch/<int:pk>/"

urlpatterns = [
    path("v4/models/multipose-image-recolor/", tasks.TaskListView.as_view(), name="api_tasks"),
    path("v4/models/multipose-image-recolor/batch/", batches.BatchListView.as_view(), name="api_batches"),
    path("v4/models/multipose-image-recolor/batch/sheet/", sheets.SheetImportView.as_view(), name="api_sheet"),
    path(BATCH, batches.BatchView.as_view(), name="api_batch"),
    path(f"{BATCH}pause/", batches.BatchPauseView.as_view(), name="api_batch_pause"),
    path(f"{BATCH}resume/", batches.BatchResumeView.as_view(), name="api_batch_resume"),
    path(f"{BATCH}restore/", batches.BatchRestoreView.as_view(), name="api_batch_restore"),
    path(f"{BATCH}cancel/", batches.BatchCancelView.as_view(), name="api_batch_cancel"),
    path(f"{BATCH}retry/", batches.BatchRetryView.as_view(), name="api_batch_retry"),
    path("v2/models/multipose-tasks/<int:pk>/", tasks.TaskView.as_view(), name="api_task"),
    path("v2/models/multipose-tasks/<int:pk>/retry/", tasks.TaskRetryView.as_view(), name="api_task_retry"),
    path("v2/models/multipose-tasks/<int:pk>/reviews/", reviews.ReviewListView.as_view(), name="api_reviews"),
    path("v4/models/base-images/", base_images.BaseImageListView.as_view(), name="api_base_images"),
    path("v4/models/base-images/<int:pk>/", base_images.BaseImageView.as_view(), name="api_base_image"),
    path(
        "v4/models/base-images/<int:pk>/restore/", base_images.BaseImageRestoreView.as_view(), name="api_image_restore"
    ),
    path(
        "v4/models/base-images/<int:pk>/garments/<str:name>/",
        base_images.GarmentView.as_view(),
        name="api_garment",
    ),
    path("v4/palettes/", palettes.PaletteListView.as_view(), name="api_palettes"),
    path("v4/palettes/<int:pk>/", palettes.PaletteView.as_view(), name="api_palette"),
    path("v4/webhooks/", webhooks.WebhookListView.as_view(), name="api_webhooks"),
    path("v4/webhooks/<int:pk>/", webhooks.WebhookView.as_view(), name="api_webhook"),
    path("v4/webhooks/<int:pk>/test/", webhooks.WebhookTestView.as_view(), name="api_webhook_test"),
    path("v4/webhooks/<int:pk>/deliveries/", webhooks.DeliveryListView.as_view(), name="api_deliveries"),
    path(
        "v4/webhooks/<int:pk>/deliveries/<slug:message_id>/repeat/",
        webhooks.DeliveryRepeatView.as_view(),
        name="api_delivery_repeat",
    ),
    # Also without the last slash, so that Django does not redirect, and with line breaks.
    re_path(r"^v[24](?:/[\s\S]*)?$", not_found.not_found),
    path("files/<str:token>/", files.signed_file, name="signed_file"),
    path("api/schema/", docs.schema, name="api_schema"),
    path("api/docs/", docs.page, name="api_docs"),
]
