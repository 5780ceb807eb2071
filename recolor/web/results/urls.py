"""URLs of the gallery, of single results and of the trash, below `/results/`."""

from django.urls import path

from . import bulk, copying, export, files, gallery, hosted, result, reviewing, saved_views, trash

urlpatterns = [
    path("", gallery.gallery, name="gallery"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("bulk/reviews/<uuid:decided_in>/undo/", bulk.reviews_undo, name="reviews_undo"),
    path("copied/forget/", copying.forget, name="copied_forget"),
    path("export/", export.page, name="export"),
    path("export/zip/", export.download_zip, name="export_zip"),
    path("export/contact-sheet/", export.download_contact_sheet, name="export_contact_sheet"),
    path("export/options/", export.save_options, name="export_options"),
    path("hosted-sync/", hosted.sync, name="hosted_sync"),
    path("review/", reviewing.reviewing, name="reviewing"),
    path("views/", saved_views.save, name="saved_view_save"),
    path("views/<int:pk>/", saved_views.change, name="saved_view"),
    path("trash/", trash.trash, name="trash"),
    path("trash/restore/", trash.restore, name="trash_restore"),
    path("trash/purge/", trash.purge, name="trash_purge"),
    path("<int:pk>/", result.result, name="result"),
    path("<int:pk>/delete/", result.delete, name="result_delete"),
    path("<int:pk>/retry/", result.retry, name="result_retry"),
    path("<int:pk>/cancel/", result.cancel, name="result_cancel"),
    path("<int:pk>/review/", result.review, name="result_review"),
    path("<int:pk>/copy/", copying.copy, name="result_copy"),
    path("<int:pk>/compare/", result.compare, name="result_compare"),
    path("<int:pk>/files/<str:name>/", files.result_file, name="result_file"),
    path("<int:pk>/choose/", hosted.choose, name="result_choose"),
]
