"""Look over a finished annual report, from a file or stored here."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosure.lib.workbook import WorkbookProblem
from reports.linting import Verdict, lint_file, lint_report
from reports.models import AnnualReport

SEVERITIES = {"block": "必须改正", "confirm": "须改正或确认", "warn": "提醒"}


class Command(BaseCommand):
    """Exits with 1 when a fault stands open; doubts alone do not count."""

    help = "核对一份年度报告：工作簿、Word 文档、保存的网页，或系统中的报告。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A file, or whose report of which year."""
        parser.add_argument("file", nargs="?", type=Path, help="xlsx、docx、html 或 txt 文件")
        parser.add_argument("--agency", default="", help="机构代码，与 --year 一起指定系统中的报告")
        parser.add_argument("--year", type=int, help="报告年度")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every finding with both sides, worst first."""
        if bool(options["file"]) == bool(options["agency"]):
            raise CommandError("请指定一个文件，或用 --agency 和 --year 指定系统中的报告。")
        verdict = self.of_file(options) if options["file"] else self.of_report(options)
        self.stdout.write(f"{verdict.title}（{verdict.form.title}）")
        for note in verdict.notes:
            self.stdout.write(f"  说明：{note}")
        order = tuple(SEVERITIES)
        for finding in sorted(verdict.findings, key=lambda one: order.index(one.severity)):
            word = SEVERITIES[finding.severity]
            if not verdict.is_open(finding):
                word = f"已确认（{verdict.let_stand[finding.check]}）"
            self.stdout.write(f"  [{finding.rule}] {word}：{finding.message}")
        self.conclude(verdict)

    def of_file(self, options: dict[str, Any]) -> Verdict:
        """What is found in a file."""
        path = options["file"]
        try:
            return lint_file(path.read_bytes(), path.name, year=options["year"])
        except OSError as error:
            raise CommandError(f"{path}：无法打开（{error.strerror}），请检查路径。") from error
        except WorkbookProblem as error:
            raise CommandError(str(error)) from error

    def of_report(self, options: dict[str, Any]) -> Verdict:
        """What is found in a stored report."""
        rows = AnnualReport.objects.select_related("agency", "entry__live_edition")
        report = rows.filter(agency__code=options["agency"], year=options["year"]).first()
        if report is None:
            raise CommandError(f"没有机构 {options['agency']} 的 {options['year']} 年度报告。")
        return lint_report(report)

    def conclude(self, verdict: Verdict) -> None:
        """Say how many, or fail."""
        if faults := verdict.faults:
            raise CommandError(f"{len(faults)} 处数据错误须改正，共 {len(verdict.findings)} 条。")
        self.stdout.write(f"没有须改正的数据错误，提醒 {len(verdict.findings)} 条。")
