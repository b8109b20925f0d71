"""Files that a purge of strings leaves in an entry, though the strings may stand in them."""

from collections.abc import Iterator
from dataclasses import dataclass

from disclosure.catalogue.erasure.purging import Plan
from disclosure.pages import filetexts


@dataclass(frozen=True)
class LeftFile:
    """A file that nobody chose. `is_found`: the strings were read in it; else it has no text."""

    name: str
    is_found: bool


def left_files(plan: Plan) -> Iterator[LeftFile]:
    """Each such content once: where a string is seen, and where nothing can be read.

    Each is read in a bounded process, as its reader sees it; hidden parts are not looked at.
    """
    if not plan.erasure.strings:
        return
    rows = plan.entry_attachments.filter(blob__erased_at=None).order_by("edition__number", "pk")
    for row in {row.blob_id: row for row in rows.exclude(blob__in=plan.digests)}.values():
        text = filetexts.read(row.blob_id, row.name)
        if not text.strip() or plan.pieces.stand_in(text):
            yield LeftFile(row.name, is_found=bool(text.strip()))
