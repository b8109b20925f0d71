"""Fill the statutory tables of a report from a workbook."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from disclosure.catalogue.actions import EditConflict
from disclosure.catalogue.importers import ImportProblems
from disclosure.lib.workbook import WorkbookProblem
from disclosure.management.operators import account_named
from disclosure.workflow.states import WrongState
from reports.figures import form_of
from reports.importers import apply
from reports.models import AnnualReport
from reports.workbook_reader import read_report_workbook

REFUSALS = (WorkbookProblem, ImportProblems, WrongState, EditConflict, PermissionDenied)


class Command(BaseCommand):
    """All cells or none: every problem is named on stderr, and then nothing is written."""

    help = "从 Excel 工作簿读入一份年度报告（草稿）的统计表。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which workbook for which report."""
        parser.add_argument("file", type=Path, help="xlsx 工作簿")
        parser.add_argument("--agency", required=True, help="机构代码")
        parser.add_argument("--year", required=True, type=int, help="报告年度")
        parser.add_argument("--by", default="", help="操作人账号")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the whole workbook, then write it."""
        report = AnnualReport.objects.filter(
            agency__code=options["agency"], year=options["year"]
        ).first()
        if report is None:
            raise CommandError(
                f"没有机构 {options['agency']} 的 {options['year']} 年度报告，请先新建。"
            )
        edition = report.entry.open_edition()
        if edition is None:
            raise CommandError(f"“{report}”没有正在编写的版本，请先开始更正。")
        by = account_named(options["by"])
        try:
            with options["file"].open("rb") as file:
                book = read_report_workbook(file, options["file"].name, report, form_of(edition))
            changed = apply(edition, book, by=by, version=edition.lock_version)
        except OSError as error:
            raise CommandError(f"{options['file']} 无法打开：{error.strerror}。") from error
        except REFUSALS as error:
            raise CommandError(f"导入未进行：\n{error}") from error
        for note in book.notes:
            self.stdout.write(self.style.WARNING(f"提醒：{note}"))
        self.stdout.write(f"“{report}”：读入 {len(book.cells)} 格，其中 {changed} 格有变化。")
