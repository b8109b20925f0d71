"""Take the end of the log out of the system, to be kept where nobody can change both."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from disclosure.workflow.heads import BadHead, Head, take_head
from disclosure.workflow.models import ChainHead


class Command(BaseCommand):
    """Print the end of the log, and write it to a file that is not there yet."""

    help = "导出操作日志的末端，供打印或另行保存，日后用 verify_log --head 核对。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to write it."""
        parser.add_argument("file", nargs="?", type=Path, help="写入的文件，不能是已有的文件")

    def handle(self, *args: Any, file: Path | None = None, **options: Any) -> None:
        """All or nothing: what cannot be written is not recorded as taken."""
        try:
            with transaction.atomic():
                head = take()
                if file:
                    write(file, head)
        except (BadHead, OSError) as error:
            raise CommandError(f"日志末端没有导出：{error}") from error
        self.stdout.write(head.text(), ending="")


def take() -> Head:
    """The end of this site's log."""
    end = ChainHead.objects.get_or_create(pk=1)[0]
    return take_head(settings.SITE_DOMAIN or settings.SITE_NAME, on=end, by=None)


def write(file: Path, head: Head) -> None:
    """Never over an earlier one."""
    try:
        with file.open("x", encoding="utf-8") as target:
            target.write(head.text())
    except FileExistsError as error:
        raise BadHead(f"文件“{file}”已存在，请换一个文件名，较早的末端应当保留。") from error
