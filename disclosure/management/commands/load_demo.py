"""Fill an empty site with demo content and print its one-time passwords."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from disclosure.agencies.models import Agency
from disclosure.catalogue.calendars import load_calendar
from disclosure.catalogue.models import Entry
from disclosure.catalogue.release.lasting import renew_validity
from disclosure.catalogue.wordlist import load_words
from disclosure.management import demo
from disclosure.pages.loading import load_vocabularies


class Command(BaseCommand):
    """Runs once; a second run leaves everything as it is."""

    help = "载入演示内容，打印一次性密码；已有演示内容时不做改动。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to give new passwords."""
        parser.add_argument("--reset-passwords", action="store_true", help="重新生成演示账号密码")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or say that it is there."""
        codes = [row["code"] for row in demo.read("agencies")]
        here = Agency.objects.filter(code__in=codes).count()
        if options["reset_passwords"]:
            self.print_accounts(demo.reset_passwords())
        elif here == len(codes):
            self.stdout.write("演示内容已经载入。忘记密码请运行 make demo-passwords。")
        elif Entry.objects.exists():
            raise CommandError("数据库中已有其他条目，为免混淆，没有载入演示内容。")
        else:
            self.print_accounts(self.load())

    @transaction.atomic
    def load(self) -> dict[str, str]:
        """Everything or nothing."""
        load_vocabularies()
        load_calendar()
        load_words()
        demo.make_agencies()
        demo.make_steps()
        accounts = demo.make_accounts()
        rows = demo.read("entries")
        for row in sorted(rows, key=lambda row: str(row.get("published", "9"))):
            demo.make_entry(row)
        for row in rows:
            if "withdrawn" in row:
                demo.take_down(row)
        for row in demo.read("reports"):
            demo.make_report(row)
        renew_validity()  # by the dates of the demo, as a worker would
        self.stdout.write(f"已载入 {len(rows) + len(demo.read('reports'))} 个条目。")
        return accounts

    def print_accounts(self, accounts: dict[str, str]) -> None:
        """The passwords, this one time."""
        self.stdout.write("\n一次性密码（只显示这一次，首次登录后须修改）：")
        for username, password in accounts.items():
            self.stdout.write(f"  {username:<8} {password}")
