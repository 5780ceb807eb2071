"""URLs of the photo library and of single photos, below `/photos/`."""

from django.urls import path

from . import (
    colors,
    delete,
    edit,
    files,
    find_again,
    garments,
    hosted,
    library,
    masks,
    palettes,
    paste,
    preview,
    regrouping,
    skus,
    studio,
)

urlpatterns = [
    path("", library.library, name="photos"),
    path("hosted/", hosted.photo_add, name="hosted_photo_add"),
    path("colors/", colors.read, name="color_read"),
    path("skus/", skus.skus, name="skus"),
    path("select/", paste.select, name="photos_select"),
    path("paste/", paste.paste, name="paste"),
    path("palette/", palettes.choose, name="palette_choose"),
    path("<int:pk>/", studio.studio, name="photo"),
    path("<int:pk>/edit/", edit.edit, name="photo_edit"),
    path("<int:pk>/delete/", delete.delete, name="photo_delete"),
    path("<int:pk>/find/", find_again.find_again, name="photo_find_again"),
    path("<int:pk>/files/<str:name>/", files.photo_file, name="photo_file"),
    path("<int:pk>/garments/", masks.save, name="mask_save"),
    path("<int:pk>/garments/merge/", regrouping.merge, name="garments_merge"),
    path("<int:pk>/garments/regrouping/<uuid:regrouping>/undo/", regrouping.undo, name="regrouping_undo"),
    path("<int:pk>/garments/<int:garment>/split/", regrouping.split, name="garment_split"),
    path("<int:pk>/garments/<int:garment>/mask/", masks.garment_mask, name="garment_mask"),
    path("<int:pk>/garments/<int:garment>/confirm/", garments.confirm, name="garment_confirm"),
    path("<int:pk>/garments/<int:garment>/rename/", garments.rename, name="garment_rename"),
    path("<int:pk>/garments/<int:garment>/move/", garments.move, name="garment_move"),
    path("<int:pk>/garments/<int:garment>/remove/", garments.remove, name="garment_remove"),
    path("<int:pk>/garments/<int:garment>/restore/", garments.restore, name="garment_restore"),
    path("<int:pk>/palette/", palettes.create_from_photo, name="palette_from_photo"),
    path("<int:pk>/preview/", preview.preview, name="preview"),
    path("<int:pk>/select/", masks.select, name="mask_select"),
]
