"""Make every public page again from its edition, or prove that they agree."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosure.catalogue.models import Entry
from disclosure.catalogue.release import rebuilding
from disclosure.management.progress import show_progress
from disclosure.pages import counters, search

UNTOLD = "检索服务器还有 {} 个页面没有更新：请检查 SEARCH_URL 所指的服务器，恢复后由后台进程补告。"


class Command(BaseCommand):
    """With --check nothing is written, and any difference is an error."""

    help = "由已发布的版本重建公开页面；--check 只核对，不写入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether only to look."""
        parser.add_argument("--check", action="store_true", help="只核对，有差异时退出码为 1")
        parser.add_argument(
            "--renew-files", action="store_true", help="同时重新生成 PDF、Word 等下载文件"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through every released entry."""
        total = Entry.objects.filter(live_edition__isnull=False).count()
        faults: list[str] = []
        for number, entry in enumerate(rebuilding.released(), 1):
            if options["check"]:
                faults += filter(None, [rebuilding.fault(entry)])
            else:
                rebuilding.rebuild(entry, renew_files=options["renew_files"])
            # Pages are replaced one by one, while the site stays up.
            show_progress(number, total, every=20)
        if options["check"]:
            faults += [f"{page.path}：没有对应的已发布条目。" for page in rebuilding.orphans()]
            if left := search.untold():
                faults.append(UNTOLD.format(left))
            faults += rebuilding.count_faults()
            self.conclude(faults, total)
        else:
            removed = rebuilding.remove_orphans()
            self.stdout.write(f"已重建 {total} 个页面，移除无对应条目的页面 {removed} 个。")
            if wrong := counters.recount():
                self.stdout.write(f"目录的条数有 {wrong} 处与页面不符，已重新统计。")
            search.reconcile()
            if left := search.untold():
                self.stderr.write(UNTOLD.format(left))

    def conclude(self, faults: list[str], total: int) -> None:
        """Say that all agree, or fail with every difference."""
        if faults:
            raise CommandError(f"{len(faults)} 处不一致：\n" + "\n".join(faults))
        self.stdout.write(f"{total} 个页面与版本一致。")
