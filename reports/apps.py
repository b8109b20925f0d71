"""The reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """年度报告."""

    name = "reports"
    verbose_name = "政府信息公开年报"
