"""URLs of batches, below `/batches/`."""

from django.urls import path

from . import batch, listing, new

urlpatterns = [
    path("", listing.batches, name="batches"),
    path("new/", new.new, name="batch_new"),
    path("<int:pk>/", batch.batch, name="batch"),
    path("<int:pk>/change/", batch.change, name="batch_change"),
]
