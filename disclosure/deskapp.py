"""The stock admin under our own site object."""

from django.apps import apps as installed
from django.contrib import admin
from django.contrib.admin import apps


class DeskConfig(apps.AdminConfig):
    """The admin application with the desk as its default site."""

    default_site = "disclosure.desk.DeskSite"

    def ready(self) -> None:
        """Name the application that has only an English name; take off what means nothing here.

        Roles are memberships: Django's groups give nobody anything.
        """
        super().ready()
        admin.site.unregister(installed.get_model("auth", "Group"))
        installed.get_app_config("axes").verbose_name = "登录保护"
