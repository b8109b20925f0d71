"""Import pages saved from an old site, as text or HTML."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from disclosure.agencies.models import User
from disclosure.catalogue.importers import ImportProblems
from disclosure.catalogue.numbers import NumberRefused
from disclosure.catalogue.release.publishing import NotPublic
from disclosure.lib.savedpage import PageProblem, read_page
from disclosure.management.operators import account_named, operator_name
from disclosure.pages.loading import load_vocabularies
from disclosure.pages.models import Category
from reports.actions import ReportRefused
from reports.page_importer import Outcome, import_page

REFUSALS = (PageProblem, ImportProblems, NumberRefused, NotPublic, ReportRefused)
STATES = {
    "new": "已导入",
    "unchanged": "没有变化，未做任何改动",
    "draft": "已另存为新的草稿",
}


class Command(BaseCommand):
    """All files or none: every problem is named on stderr, and then nothing is written."""

    help = "导入从旧网站保存的页面（文本或 HTML）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files and what to do with them."""
        parser.add_argument("files", nargs="+", type=Path, help="保存的页面文件")
        parser.add_argument("--agency", default="", help="机构代码；不填取索引号中的代码")
        parser.add_argument("--publish", action="store_true", help="导入后直接公开")
        parser.add_argument("--as-draft", action="store_true", help="与现有内容不同时另存为草稿")
        parser.add_argument("--by", default="", help="操作人账号")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import every file in one transaction."""
        by = account_named(options["by"])
        outcomes: list[Outcome] = []
        problems: list[str] = []
        with transaction.atomic():
            if not Category.objects.exists():
                load_vocabularies()
                self.stdout.write("栏目尚未载入，已自动载入。")
            for path in options["files"]:
                try:
                    outcomes.append(self.import_file(path, by, options))
                except REFUSALS as error:
                    problems.append(f"{path.name}：{error}")
                except OSError as error:
                    problems.append(f"{path}：无法打开（{error.strerror}），请检查路径。")
            if problems:
                raise CommandError("导入未进行：\n" + "\n".join(problems))
        for outcome in outcomes:
            self.report(outcome)

    def import_file(self, path: Path, by: User | None, options: dict[str, Any]) -> Outcome:
        """One file, in a savepoint of its own so that the next one is still tried."""
        with transaction.atomic():
            return import_page(
                read_page(path.read_bytes(), path.name),
                code=options["agency"],
                publish=options["publish"],
                as_draft=options["as_draft"],
                by=by,
                operator=operator_name(by),
            )

    def report(self, outcome: Outcome) -> None:
        """Say what became of a page, and what to look at."""
        self.stdout.write(f"{outcome.index_number}《{outcome.title}》：{STATES[outcome.state]}。")
        for note in outcome.notes:
            self.stdout.write(f"  说明：{note}")
        for warning in outcome.warnings:
            self.stdout.write(self.style.WARNING(f"  提醒：{warning}"))
