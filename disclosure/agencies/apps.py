"""The agencies app."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """机构 and 人员."""

    name = "disclosure.agencies"
    verbose_name = "机构与人员"
