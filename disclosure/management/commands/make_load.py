"""Fill a development database with made-up entries, for measuring."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from disclosure.agencies.models import Agency
from disclosure.catalogue.entryfile.importer import import_rows
from disclosure.catalogue.models import Entry
from disclosure.management import load
from disclosure.management.operators import operator_name
from disclosure.management.progress import show_progress
from disclosure.pages.loading import load_vocabularies


class Command(BaseCommand):
    """Runs again where it was interrupted: the same entries are made, and those there are left."""

    help = "为测量写入 N 个虚构条目（仅限开发环境）；中断后以同样的参数再次运行即继续。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many, how long, by whom."""
        parser.add_argument("count", type=int, help="条目总数")
        parser.add_argument("--agencies", type=int, default=load.MOST_AGENCIES, help="机构数")
        parser.add_argument("--tables", action="store_true", help="正文约 20 kB，含 60 行的表格")
        parser.add_argument("--seed", type=int, default=1, help="同样的数得到同样的内容")
        parser.add_argument("--add", action="store_true", help="已有其他条目时仍然写入")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse, or write in batches."""
        count = options["count"]
        check(count, options["agencies"], is_added=options["add"])
        load_vocabularies()
        owners = load.agencies(options["agencies"])
        given = load.rows(count, seed=options["seed"], owners=owners, with_tables=options["tables"])
        began, new, same = time.monotonic(), 0, 0
        source, operator = f"make_load {options['seed']}", operator_name(None)
        for tally in import_rows(given, by=None, operator=operator, publish=True, source=source):
            new, same = tally.new, tally.same
            show_progress(new + same, count)
        spent = time.monotonic() - began
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what is measured next needs statistics of this size
        self.stdout.write(
            f"已写入 {new} 条（{owners[0]}等 {len(owners)} 个机构），此前已有 {same} 条；"
            f"用时 {spent:.0f} 秒，每秒 {new / spent:.0f} 条。"
        )


def check(count: int, agencies: int, *, is_added: bool) -> None:
    """Raise CommandError where made-up entries must not be, or for numbers out of range."""
    if not settings.DEVELOPMENT:
        raise CommandError("make_load 写入虚构的条目，只能在开发环境（DEVELOPMENT=1）中运行。")
    if count < 1 or not 1 <= agencies <= load.MOST_AGENCIES:
        raise CommandError(
            f"条目数 {count}、机构数 {agencies} 超出范围：条目至少 1 个，"
            f"机构 1 到 {load.MOST_AGENCIES} 个。"
        )
    made = Agency.objects.filter(code__in=load.codes())
    real = Entry.objects.exclude(agency__in=made)
    if not is_added and (number := real.count()):
        raise CommandError(
            f"数据库中已有 {number} 个其他条目，为免混淆，没有写入。确实要写入的，请加 --add。"
        )
