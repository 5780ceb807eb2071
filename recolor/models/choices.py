"""Choices that several models share: the engine, the sizes and formats of results, and the decision about one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EngineName(models.TextChoices):
    """The engine of a photo or a task; it is set at creation and never changes."""

    LOCAL = "local", _("Built-in engine")
    HOSTED = "hosted", _("Hosted service")


class Quality(models.TextChoices):
    """The size of a result, by its long side."""

    TWO_K = "2k", _("2K (2048 px)")
    FOUR_K = "4k", _("4K (4096 px)")
    ORIGINAL = "original", _("Original size")


class Format(models.TextChoices):
    """The file format of a result."""

    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"
    WEBP = "webp", _("WebP, lossless")


class Review(models.TextChoices):
    """A person's decision about a result."""

    TO_REVIEW = "to_review", _("To review")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
