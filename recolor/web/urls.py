"""The dashboard's addresses."""

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.generic import RedirectView

from . import colors, files, gallery, hosted, live, masks, photos, preview, settings, sign_in, studio, tasks

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="photos"), name="home"),
    path("sign-in/", sign_in.SignInView.as_view(), name="sign_in"),
    path("sign-in/<str:uid>/<str:token>/", sign_in.by_link, name="sign_in_link"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("photos/", photos.photos, name="photos"),
    path("photos/<int:pk>/", studio.photo, name="photo"),
    path("photos/<int:pk>/delete/", photos.delete, name="photo_delete"),
    path("photos/<int:pk>/find/", photos.find_again, name="photo_find_again"),
    path("photos/<int:pk>/files/<str:name>/", files.photo_file, name="photo_file"),
    path("photos/<int:pk>/garments/<int:garment>/mask/", masks.garment_mask, name="garment_mask"),
    path("photos/<int:pk>/preview/", preview.preview, name="preview"),
    path("photos/<int:pk>/select/", masks.select, name="mask_select"),
    path("photos/<int:pk>/garments/", masks.save, name="mask_save"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("gallery/delete/", gallery.delete_selected, name="gallery_delete"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("tasks/<int:pk>/delete/", tasks.delete, name="task_delete"),
    path("tasks/<int:pk>/retry/", tasks.retry, name="task_retry"),
    path("tasks/<int:pk>/files/<str:name>/", files.task_file, name="task_file"),
    path("tasks/<int:pk>/decide/", hosted.decide, name="task_decide"),
    path("hosted/photos/", hosted.photo_add, name="hosted_photo_add"),
    path("hosted/sync/", hosted.sync, name="hosted_sync"),
    path("hosted/test/", hosted.test_connection, name="hosted_test"),
    path("live/", live.live, name="live"),
    path("colors/", colors.read, name="color_read"),
    path("settings/", settings.settings_page, name="settings"),
    path("settings/keys/", settings.key_create, name="key_create"),
    path("settings/keys/<str:pk>/revoke/", settings.key_revoke, name="key_revoke"),
    path("settings/password/", settings.password, name="password"),
]
