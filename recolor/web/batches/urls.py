"""URLs of batches, below `/batches/`."""

from django.urls import path

from . import batch, listing, new, sheet, sheets

urlpatterns = [
    path("", listing.batches, name="batches"),
    path("new/", new.new, name="batch_new"),
    path("sheets/", sheets.sheets, name="sheets"),
    path("sheets/template.<str:file_format>", sheets.template, name="sheet_template"),
    path("sheets/skus.<str:file_format>", sheets.skus, name="sheet_of_skus"),
    path("sheets/<int:pk>/", sheet.sheet, name="sheet"),
    path("sheets/<int:pk>/start/", sheet.start, name="sheet_start"),
    path("<int:pk>/", batch.batch, name="batch"),
    path("<int:pk>/change/", batch.change, name="batch_change"),
    path("<int:pk>/rename/", batch.rename, name="batch_rename"),
    path("<int:pk>/delete/", batch.delete, name="batch_delete"),
]
