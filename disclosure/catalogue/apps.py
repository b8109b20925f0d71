"""The catalogue app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """目录."""

    name = "disclosure.catalogue"
    verbose_name = "信息公开目录"
