"""Load the value lists: columns, themes, genres, watched words, working days."""

from typing import Any

from django.core.management.base import BaseCommand

from disclosure.catalogue.calendars import load_calendar
from disclosure.catalogue.wordlist import load_words
from disclosure.pages.loading import Loaded, load_vocabularies


class Command(BaseCommand):
    """A second run renews what nobody edited and leaves the rest."""

    help = "载入栏目、主题分类、体裁、易错词和工作日历；本地修改过的保持不变。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was done."""
        self.report("栏目和分类", load_vocabularies())
        self.report("易错词", load_words())
        self.stdout.write(f"工作日历新增 {load_calendar()} 天。")

    def report(self, what: str, loaded: Loaded) -> None:
        """What a load did, and what it left alone."""
        self.stdout.write(
            f"{what}新增 {len(loaded.added)} 项，更新 {len(loaded.renewed)} 项，"
            f"保留本地修改 {len(loaded.kept)} 项。"
        )
        for name in loaded.kept:
            self.stdout.write(f"  保留：{name}")
