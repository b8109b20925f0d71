"""Pages made again from their editions, and the proof that they agree."""

from collections.abc import Iterator

from django.db import transaction

from disclosure.agencies.models import Agency
from disclosure.catalogue.models import Entry
from disclosure.catalogue.release import pagedata, publishing
from disclosure.pages import counters, files, search
from disclosure.pages.actions import (
    BESIDE,
    EditionData,
    FileData,
    PageData,
    page_digest,
    put_page,
    remove_page,
)
from disclosure.pages.editions import frozen_edition
from disclosure.pages.models import Category, Page, PageKind, PublicFile, entry_path


def released() -> Iterator[Entry]:
    """Every entry that was ever released, in the order of their numbers."""
    rows = Entry.objects.filter(live_edition__isnull=False).select_related(
        "agency", "live_edition__entry__agency", "successor"
    )
    return rows.order_by("pk").iterator(chunk_size=500)


def fault(entry: Entry) -> str:
    """How an entry's page differs from its edition; "" when they agree."""
    data = pagedata.public_page(entry)
    page = Page.objects.filter(path=data.path).first()
    if page is None:
        return f"{data.path}：应有页面，实际没有。"
    if page.digest != page_digest(data) or stored_digest(page) != page.digest:
        return f"{data.path}：页面内容与版本不一致。"
    if (page.agency_id, page.category_id) != (data.agency_id, data.category_id):
        return f"{data.path}：页面的机构或栏目与条目不一致。"
    if (page.kind == PageKind.ENTRY) != search.is_indexed(page):
        return f"{data.path}：检索索引与页面不一致。"
    return file_fault(page)


def file_fault(page: Page) -> str:
    """Which public files of a page are not on disk, or hold another content."""
    missing, changed = [], []
    for file in page.files.all():
        target = files.public_path(file.path)
        if not target.exists():
            missing.append(file.name)
        elif not files.is_shown(target, file.digest, file.size, reads=True):
            changed.append(file.name)
    told = [f"附件文件不在公开目录：{'、'.join(missing)}。"] if missing else []
    told += [f"公开目录中的附件文件内容与发布的不同：{'、'.join(changed)}。"] if changed else []
    return f"{page.path}：{''.join(told)}" if told else ""


def stored_digest(page: Page) -> str:
    """The digest of what the row says now, to find a row changed behind our back."""
    shown = [
        FileData(
            f.digest, f.name, f.size, f.content_type, f.position, f.is_rendition, f.description
        )
        for f in page.files.all()
    ]
    past = [EditionData(**frozen_edition(row)) for row in page.history.order_by("number")]
    names = PageData.__dataclass_fields__.keys() - set(BESIDE)
    values = {name: getattr(page, name) for name in names}
    return page_digest(PageData(**values, files=tuple(shown), history=tuple(past)))


@transaction.atomic
def rebuild(entry: Entry, *, renew_files: bool = False) -> None:
    """Make an entry's page, index row and public files again.

    The entry is read again under its lock: a withdrawal made since the caller read it stands.
    Renditions are kept as they were made, unless there are none or they are to be renewed.
    """
    rows = Entry.objects.select_for_update(of=("self",)).select_related("agency", "successor")
    entry = rows.get(pk=entry.pk)
    if entry.live_edition and renew_files:
        entry.live_edition.renditions.all().delete()
    if entry.live_edition and not entry.withdrawn_at:
        publishing.make_renditions(entry, entry.live_edition)
    data = pagedata.public_page(entry)
    put_page(data)
    for file in PublicFile.objects.filter(page__path=data.path):
        target = files.public_path(file.path)
        if target.exists() and not files.is_shown(target, file.digest, file.size, reads=True):
            files.release([file])  # its content was changed behind our back


def orphans() -> Iterator[Page]:
    """Pages of entries that were never released: nothing that may stand in public."""
    numbers = Entry.objects.filter(live_edition__isnull=False).values_list(
        "index_number", flat=True
    )
    known = {entry_path(number) for number in numbers}
    rows = Page.objects.exclude(kind=PageKind.REDIRECT).only("path", "kind")
    return (page for page in rows.iterator(chunk_size=500) if page.path not in known)


def remove_orphans() -> int:
    """Take such pages away; how many there were."""
    return sum(remove_orphan(page.path) for page in list(orphans()))


@transaction.atomic
def remove_orphan(path: str) -> bool:
    """Take a page away, unless its entry was released since it was found without one."""
    number = path.removeprefix(entry_path("")[:-1]).strip("/")
    entry = Entry.objects.select_for_update().filter(index_number=number).first()
    return (entry is None or entry.live_edition_id is None) and remove_page(path)


def count_faults() -> list[str]:
    """Where the counters of lists do not agree with the pages, a sentence for each cell."""
    agencies = dict(Agency.objects.values_list("pk", "code"))
    columns = dict(Category.objects.values_list("pk", "slug"))
    faults = []
    for month, agency, column, *_, missing in counters.differences():
        where = f"{month // 100} 年 {month % 100} 月，机构 {agencies.get(agency, agency)}"
        amount = f"{'少' if missing > 0 else '多'}计 {abs(missing)} 条"
        faults.append(f"目录的条数：{where}，栏目 {columns.get(column, column)}：{amount}。")
    if wrong := counters.wrong_sums():
        faults.append(
            f"目录的条数：有 {len(wrong)} 类合计与各项之和不一致，运行 rebuild_pages 重新统计。"
        )
    return faults
