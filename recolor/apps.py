"""The configuration of the Django app."""

from django.apps import AppConfig


class RecolorConfig(AppConfig):
    name = "recolor"
    verbose_name = "Recolor Studio"

    def ready(self) -> None:
        from .web.accounts import signals  # noqa: F401, PLC0415 - connects the receivers; needs the models
