"""The desk of annual reports."""

from reports.admin.report import AnnualReportAdmin

__all__ = ["AnnualReportAdmin"]
