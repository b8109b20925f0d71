"""The desk of annual reports."""

from reports.admin.deadlines import LocalDeadlineAdmin
from reports.admin.report import AnnualReportAdmin

__all__ = ["AnnualReportAdmin", "LocalDeadlineAdmin"]
