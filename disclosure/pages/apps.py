"""The pages app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """栏目 and public pages."""

    name = "disclosure.pages"
    verbose_name = "栏目与页面"
