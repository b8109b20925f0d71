"""Prove that the log was not changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from disclosure.workflow.guard import is_guarded
from disclosure.workflow.log import chain_faults
from disclosure.workflow.models import Event


class Command(BaseCommand):
    """Exit 1 with every place where the chain does not hold."""

    help = "核验操作日志：任何一条被改动、删除或插入都会指出。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk the chain from its first record to its last."""
        if faults := list(chain_faults()):
            raise CommandError("操作日志核验未通过：\n" + "\n".join(faults))
        if not is_guarded(connection):
            told = "数据库没有阻止修改日志的触发器，请运行 migrate 或检查数据库权限。"
            self.stderr.write(self.style.WARNING(told))
        last = Event.objects.order_by("-pk").first()
        digest = last.digest if last else "无"
        self.stdout.write(f"操作日志完整：共 {Event.objects.count()} 条，末条摘要 {digest}。")
