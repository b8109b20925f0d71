"""The whole site written at once into a folder, so that a web server gives it out alone."""

import json
from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from disclosure.pages.models import Page, PageQuerySet
from disclosure.pages.site import writing
from disclosure.pages.site.addresses import CHUNK, entries, lists
from disclosure.pages.site.folder import Folder, put

STATE = ".publish.json"
NOTED = 100  # pages after which it is noted how far the run has come


class Publication:
    """One run over all pages; one that was broken off is taken up where it stopped."""

    def __init__(self, folder: Folder, *, anew: bool = False) -> None:
        self.folder = folder
        self.state = folder.root / STATE
        self.began, self.done = timezone.now(), 0
        if not anew and self.state.exists():
            self.take_up()

    def take_up(self) -> None:
        """Go on after the last page that the broken run noted; a note that is damaged is none."""
        try:
            noted = json.loads(self.state.read_text())
            self.began, self.done = datetime.fromisoformat(noted["began"]), int(noted["done"])
        except (ValueError, KeyError, TypeError):
            self.state.unlink()

    def rows(self) -> PageQuerySet:
        """The entries, withdrawn ones too, that are still to be written."""
        return entries().filter(pk__gt=self.done)

    def total(self) -> int:
        """How many entries are still to be written."""
        return self.rows().count()

    def entries(self) -> Iterator[int]:
        """Write every entry; yields after each how many files stand for it."""
        self.renew()
        rows = self.rows().values_list("pk", "path").iterator(chunk_size=CHUNK)
        for number, (pk, path) in enumerate(rows, 1):
            yield writing.write(self.folder, path)
            if number % NOTED == 0:
                self.note(pk)

    def renew(self) -> None:
        """Write the entries again that a broken run had written and that were changed since."""
        changed = Page.objects.filter(pk__lte=self.done, changed_at__gte=self.began)
        for path in changed.values_list("path", flat=True).iterator(chunk_size=CHUNK):
            writing.write(self.folder, path)

    def note(self, done: int) -> None:
        """Note how far the run has come."""
        put(self.state, json.dumps({"began": self.began.isoformat(), "done": done}).encode())

    def lists(self) -> Iterator[int]:
        """Write all lists; yields after each how many files stand for it."""
        for path in lists():
            yield writing.write(self.folder, path)

    def finish(self) -> None:
        """Say that the run is complete."""
        self.state.unlink(missing_ok=True)
