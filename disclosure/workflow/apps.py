"""The workflow app."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """States, their legal transitions, and the log."""

    name = "disclosure.workflow"
    verbose_name = "操作日志"
