"""The configuration of the Django app."""

from django.apps import AppConfig


class RecolorConfig(AppConfig):
    name = "recolor"
    verbose_name = "Recolor Studio"
