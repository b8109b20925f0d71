"""A catalogue file at the desk: an editor sees what every row would become, then takes all or none.

What comes in here are drafts, which go the way of every draft: nobody publishes by an upload.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import transaction

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import Reach
from disclosure.catalogue.entryfile.importer import (
    Mark,
    Tally,
    conflicts,
    draft_of,
    import_rows,
    in_batches,
    stored,
)
from disclosure.catalogue.entryfile.reader import CatalogueFile, EntryRow
from disclosure.catalogue.importers import ImportProblems

MOST_ROWS = 2000  # of one upload; a whole catalogue is for `import_entries`
MOST_TOLD = 200


@dataclass(frozen=True)
class RowOutlook:
    """What a row would become: new, or the same as what is there."""

    row: EntryRow
    is_new: bool


def problems_at_desk(book: CatalogueFile, by: User) -> list[str]:
    """Everything that stands against the file, each with its row and column; 200 at most."""
    found = list(islice(book.problems(), MOST_TOLD))
    if found:
        return found
    if book.count > MOST_ROWS:
        told = f"“{book.name}”有 {book.count} 行，工作台一次最多导入 {MOST_ROWS} 行"
        return [f"{told}，请分成几个文件，或者由系统管理员用 import_entries 命令导入。"]
    found = list(islice(not_theirs(book, by), MOST_TOLD))
    return found or list(islice(conflicts(book.rows()), MOST_TOLD))


def not_theirs(book: CatalogueFile, by: User) -> Iterator[str]:
    """The rows of agencies in which the person writes nothing."""
    reach = Reach.of(by)
    for row in book.rows():
        agency = row.get("agency")
        if not reach.holds(Role.EDITOR, agency.pk):
            place = f"第 {row.number} 行「{book.names['agency']}」"
            yield f"{place}：您在“{agency}”没有“{Role.EDITOR.label}”角色，请删去这一行。"


def outlook(book: CatalogueFile) -> list[RowOutlook]:
    """What every row would become; for a file without problems."""
    found: list[RowOutlook] = []
    known: set[Mark] = set()
    for batch in in_batches(book.rows()):
        drafts = [draft_of(row, None) for row in batch]
        known |= stored(drafts).keys()
        for draft in drafts:
            found.append(RowOutlook(draft.row, is_new=draft.mark not in known))
            known.add(draft.mark)
    return found


def left_out(book: CatalogueFile) -> list[str]:
    """The columns and sheets of the file that a draft does not keep."""
    return [*book.lost_in_drafts, *book.ignored, *(f"工作表“{name}”" for name in book.other_sheets)]


@transaction.atomic
def import_drafts(book: CatalogueFile, *, by: User) -> Tally:
    """Take every row over as a draft, or none. Raises ImportProblems."""
    if problems := problems_at_desk(book, by):
        raise ImportProblems(problems)
    *_, tally = import_rows(
        book.rows(), by=by, operator=by.username, publish=False, source=book.name
    )
    return tally
