"""The sizes and formats of results, which a workspace may prefer and a task has."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EngineName(models.TextChoices):
    """The engine that a photo or a task belongs to, from its creation on."""

    LOCAL = "local", _("Built-in engine")
    HOSTED = "hosted", _("Hosted service")


class Quality(models.TextChoices):
    TWO_K = "2k", _("2K (2048 px)")
    FOUR_K = "4k", _("4K (4096 px)")
    ORIGINAL = "original", _("Original size")


class Format(models.TextChoices):
    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"
    WEBP = "webp", _("WebP, lossless")
