"""The stock admin under our own site object."""

from django.contrib.admin import apps


class DeskConfig(apps.AdminConfig):
    """The admin application with the desk as its default site."""

    default_site = "disclosure.desk.DeskSite"
