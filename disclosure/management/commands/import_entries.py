"""Take a whole catalogue over from an Excel or CSV file."""

import itertools
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from disclosure.agencies.models import User
from disclosure.catalogue.entryfile.importer import conflicts, import_rows
from disclosure.catalogue.entryfile.reader import CatalogueFile
from disclosure.lib.rowfile import RowFileProblem
from disclosure.management.operators import account_named, operator_name
from disclosure.management.progress import show_progress

MOST_TOLD = 200
PERSONAL = "有 {} 处像是个人信息，导入时不会隐去，公开前请核对：\n{}"


class Command(BaseCommand):
    """The whole file or nothing of it: every problem is named on stderr by row and column."""

    help = "导入整个目录（Excel 或 CSV），保留原索引号、发布时间和原网址；再次运行从中断处继续。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file and what to do with it."""
        parser.add_argument("file", type=Path, help="xlsx 或 csv 文件，第一行为列名")
        parser.add_argument("--check", action="store_true", help="只检查，不写入")
        parser.add_argument("--publish", action="store_true", help="导入后直接公开；否则为草稿")
        parser.add_argument("--by", default="", help="操作人账号")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check all of it, then write it in batches."""
        by = account_named(options["by"])
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                self.take_over(CatalogueFile(file, path.name, timezone.localdate()), by, options)
        except OSError as error:
            raise CommandError(f"{path}：无法打开（{error.strerror}），请检查路径。") from error
        except RowFileProblem as error:
            raise CommandError(str(error)) from error

    def take_over(self, book: CatalogueFile, by: User | None, options: dict[str, Any]) -> None:
        """Refuse a file with any problem; else import it."""
        problems = list(itertools.islice(book.problems(), MOST_TOLD + 1))
        problems = problems or list(itertools.islice(conflicts(book.rows()), MOST_TOLD + 1))
        if problems:
            rest = "\n……还有更多问题，请先改正以上各处。" if len(problems) > MOST_TOLD else ""
            told = "\n".join(problems[:MOST_TOLD])
            raise CommandError(f"导入未进行，没有写入任何内容：\n{told}{rest}")
        for told in warnings(book, publish=options["publish"]):
            self.stdout.write(self.style.WARNING(told))
        if options["check"]:
            self.stdout.write(f"“{book.name}”共 {book.count} 行，可以导入。")
            return
        operator = operator_name(by)
        rows, publish = book.rows(), options["publish"]
        for tally in import_rows(rows, by=by, operator=operator, publish=publish, source=book.name):
            show_progress(tally.new + tally.same, book.count)
        self.stdout.write(f"已导入 {tally.new} 条；{tally.same} 条与系统中相同，没有改动。")
        if tally.drafts:
            told = f"其中 {tally.drafts} 条还没有发布，公众看不到：请在工作台提交、审查、发布。"
            self.stdout.write(self.style.WARNING(told))


def warnings(book: CatalogueFile, *, publish: bool) -> Iterator[str]:
    """What is no reason to refuse a file that was checked, but is to be known."""
    if book.ignored:
        yield f"不认识的列未导入：{'、'.join(book.ignored)}。"
    if book.other_sheets:
        yield f"只导入第一个工作表，其他工作表未导入：{'、'.join(book.other_sheets)}。"
    if book.lost_in_drafts and not publish:
        lost = "、".join(book.lost_in_drafts)
        yield f"没有写 --publish：各条成为草稿，不保留其中的{lost}。"
    personal = book.personal()
    if first := list(itertools.islice(personal, MOST_TOLD)):
        yield PERSONAL.format(len(first) + sum(1 for _ in personal), "\n".join(first))
