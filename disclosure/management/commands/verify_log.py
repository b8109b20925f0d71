"""Prove that the log was not changed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from disclosure.workflow.guard import is_guarded
from disclosure.workflow.heads import BadHead, Head, HeadCheck, read_head, recorded_heads
from disclosure.workflow.log import chain_faults
from disclosure.workflow.models import Event

UNGUARDED = (
    "数据库没有阻止修改日志的触发器：各条记录此刻相互衔接，但访问记录没有链，改动过也看不出。"
    "请查明触发器为何不在，再依次运行 migrate workflow 0004 和 migrate 重新装上。"
)
EVERY = 20_000  # records between two lines of progress


class Command(BaseCommand):
    """Exit 1 with every place where the chain does not hold, or when the guard is gone."""

    help = "核验操作日志：任何一条被改动、删除或插入，以及末尾被截去，都会指出。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The ends that were kept elsewhere."""
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            type=Path,
            metavar="FILE",
            help="export_log_head 导出的文件，可以给出多个",
        )

    def handle(self, *args: Any, head: list[Path], **options: Any) -> None:
        """Walk the chain once, from its first record to its last."""
        given = [(f"文件“{file}”", read_file(file)) for file in head]
        check = HeadCheck([*given, *recorded_heads()])
        total = Event.objects.count()
        last: Event | None = None

        def visit(event: Event, place: int) -> None:
            nonlocal last
            last = event
            check.visit(event, place)
            if place % EVERY == 0:
                self.stderr.write(f"已核验 {place}/{total} 条。")

        faults = [*chain_faults(visit), *check.faults()]
        if faults:
            raise CommandError("操作日志核验未通过：\n" + "\n".join(faults))
        digest = last.digest if last else "无"
        proved = f"，包含给出的 {len(given)} 个末端" if given else ""
        self.stdout.write(f"操作日志完整：共 {check.length} 条，末条摘要 {digest}{proved}。")
        self.warn(has_heads=bool(given))
        if not is_guarded(connection):
            raise CommandError(UNGUARDED)

    def warn(self, *, has_heads: bool) -> None:
        """What makes the proof weaker than it could be."""
        if not has_heads:
            self.stderr.write(
                "没有给出系统以外保存的末端（--head）：能改动整个数据库的人可以截去末尾而不被发现，"
                "请用 export_log_head 定期导出并另行保存。"
            )


def read_file(file: Path) -> Head:
    """The end in a file. Raises CommandError."""
    try:
        return read_head(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, BadHead) as error:
        raise CommandError(f"无法读取末端文件“{file}”：{error}") from error
