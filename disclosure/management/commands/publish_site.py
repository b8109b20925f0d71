"""Write every public page without a query string as a file, or prove that the files agree."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from disclosure.catalogue.models import Entry
from disclosure.catalogue.release import rebuilding
from disclosure.pages import files
from disclosure.pages.models import Page
from disclosure.pages.site import checking, scopes
from disclosure.pages.site.addresses import lists
from disclosure.pages.site.answers import AnswerFails
from disclosure.pages.site.assets import show_attachments, write_static
from disclosure.pages.site.folder import Folder, NotOurs, site
from disclosure.pages.site.publishing import Publication

BAR = 30  # characters
SHOWN = 50  # differences that are named; the others are counted


class Command(BaseCommand):
    """With --check nothing is written, and any difference is an error."""

    help = "把全部公众页面写成文件，由 nginx 直接提供；--check 只核对，不写入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and whether only to look."""
        parser.add_argument(
            "folder", nargs="?", default=settings.SITE_DIR, help="目录，默认为 SITE_DIR"
        )
        parser.add_argument("--check", action="store_true", help="只核对，有差异时退出码为 1")
        parser.add_argument(
            "--offline", action="store_true", help="写成不经服务器、直接从磁盘打开的副本"
        )
        parser.add_argument("--anew", action="store_true", help="不从上次中断处继续，从头开始")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or check."""
        if not options["folder"]:
            raise CommandError("没有写明目录：请写在命令后面，或者在 .env 中设置 SITE_DIR。")
        folder = Folder(Path(options["folder"]).absolute(), is_offline=options["offline"])
        if folder.is_offline and (kept := site()) and kept.root == folder.root:
            raise CommandError("SITE_DIR 由 nginx 提供，不能写成离线副本，请写明另一个目录。")
        try:
            if options["check"]:
                self.check_all(folder)
            else:
                self.write_all(folder, anew=options["anew"])
        except (AnswerFails, NotOurs) as fault:
            raise CommandError(str(fault)) from fault
        except OSError as fault:
            raise CommandError(
                f"不能写入 {fault.filename or folder.root}：{fault.strerror}。"
            ) from fault

    def write_all(self, folder: Folder, *, anew: bool) -> None:
        """Static files, attachments, every entry, every list; then what is no page goes."""
        begun = time.monotonic()
        folder.claim()
        publication = Publication(folder, anew=anew)
        if publication.done:
            self.stdout.write("上次没有写完，从中断处继续；要从头开始，请加 --anew。")
        if folder == site():
            scopes.remember()  # before anything is written: what changes from here on is noticed
        assets = write_static(folder)
        show_attachments(folder)
        pages = sum(self.bar("条目", publication.entries(), publication.total()))
        pages += sum(self.bar("列表", publication.lists(), len(lists())))
        removed = checking.remove_surplus(folder)
        publication.finish()
        seconds = time.monotonic() - begun
        self.stdout.write(
            f"已写出 {pages} 个页面（每秒 {pages / seconds:.0f} 个），更新静态文件 {assets} 个，"
            f"移除多余的文件 {removed} 个。"
        )

    def check_all(self, folder: Folder) -> None:
        """Editions against pages, pages against files, files against pages."""
        if not folder.root.is_dir():
            raise CommandError(f"没有目录 {folder.root}，请先运行 publish_site。")
        total, faults = Page.objects.entries().count(), self.faults(folder)
        if first := list(islice(faults, SHOWN)):
            raise CommandError(told(first, more=sum(1 for _ in faults)))
        self.stdout.write(f"{total} 个条目的文件、页面和版本一致。")

    def faults(self, folder: Folder) -> Iterator[str]:
        """What does not agree, found while it is told: a broken disk has no end of it."""
        of_entries, of_lists = checking.entry_faults(folder), checking.list_faults(folder)
        amount = Page.objects.told().count()
        yield from chain.from_iterable(self.bar("条目", of_entries, amount))
        yield from chain.from_iterable(self.bar("列表", of_lists, len(lists())))
        yield from checking.other_faults(folder)
        yield from self.page_faults()

    def page_faults(self) -> Iterator[str]:
        """Where pages, editions and attachments do not agree."""
        released = Entry.objects.filter(live_edition__isnull=False).count()
        faults = self.bar("版本", map(rebuilding.fault, rebuilding.released()), released)
        yield from filter(None, faults)
        yield from (f"/files/{digest}/{name}：多余的附件。" for digest, name in files.without_row())
        yield from (f"{page.path}：没有对应的已发布条目。" for page in rebuilding.orphans())

    def bar(self, name: str, steps: Iterable[Any], total: int) -> Iterable[Any]:
        """The steps one by one, with a bar on a terminal."""
        for number, step in enumerate(steps, 1):
            if sys.stderr.isatty() and (number % 20 == 0 or number >= total):
                done = BAR * min(number, total) // max(total, 1)
                shown = "█" * done + "░" * (BAR - done)
                end = "\n" if number == total else ""
                self.stderr.write(f"\r{name} {shown} {number}／{total}", ending=end)
            yield step


def told(first: list[str], *, more: int) -> str:
    """How many differences there are, the first of them, and how many are not named."""
    rest = [f"还有 {more} 处，没有列出。"] if more else []
    return "\n".join([f"{len(first) + more} 处不一致：", *first, *rest])
