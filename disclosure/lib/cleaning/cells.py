"""The cells of a workbook: hidden ones emptied, formulas turned into values, texts masked."""

from collections.abc import Callable, Collection, Iterator

from lxml.etree import _Element as Element

from disclosure.lib.cleaning.masking import mask_pieces
from disclosure.lib.hidden.sheetmarks import CELL, column_number, hidden_cells, visible_parts
from disclosure.lib.hidden.sheettext import cells as sheet_cells
from disclosure.lib.hidden.sheettext import on_squared_paper, strings_of
from disclosure.lib.hidden.traces import Cleaned
from disclosure.lib.opc import Package, drop, local
from disclosure.lib.personal import masked, personal_data, with_masks
from disclosure.lib.personaltables import personal_in_table

STRINGS = "xl/sharedStrings.xml"
HEADERS = ("{*}oddHeader", "{*}oddFooter", "{*}evenHeader", "{*}evenFooter",
           "{*}firstHeader", "{*}firstFooter")  # fmt: skip


def clean_cells(package: Package, cleaned: Cleaned) -> None:
    """Empty the cells of hidden rows and columns; formulas that might need them become values."""
    hidden = [
        cell
        for part in visible_parts(package)
        for cell in hidden_cells(package.tree(part))
        if not is_heading(package, part, cell)
    ]
    if not hidden:
        return
    emptied = set(hidden)
    had_formulas = any(cell not in emptied for cell, _ in formula_cells(package))
    if not freeze(package, lambda _: True, skip=hidden):
        cleaned.left.append(
            "隐藏的行或列可能被公式引用，而公式没有保存结果，请在 Excel 中改成数值后删除"
        )
        return
    for cell in hidden:
        for node in list(cell):
            drop(node)
        cell.attrib.pop("t", None)
    told = f"隐藏的行和列中 {len(hidden)} 格内容已清空"
    cleaned.done.append(told + ("，公式已改为数值" if had_formulas else ""))


def formula_cells(package: Package) -> Iterator[tuple[Element, Element]]:
    """Each visible formula with its cell."""
    for part in visible_parts(package):
        for cell in package.tree(part).iter("{*}c"):
            for node in cell:
                if local(node.tag) == "f":
                    yield cell, node


def freeze(
    package: Package, concerns: Callable[[str], bool], skip: Collection[Element] = ()
) -> bool:
    """Replace formulas by the values that they show; false, and nothing done, if one has none.

    Of formulas that are shared between cells, the text stands in one: all of them are replaced.
    """
    passed = set(skip)
    found = [(cell, node) for cell, node in formula_cells(package) if cell not in passed]
    shared = {node.get("si") for _, node in found if concerns(node.text or "")} - {None}
    chosen = [
        (cell, node)
        for cell, node in found
        if concerns(node.text or "") or node.get("si") in shared
    ]
    if not all(has_result(cell) for cell, _ in chosen):
        return False
    for cell, node in chosen:
        drop(node)
        cell.attrib.pop("cm", None)
    return True


def has_result(cell: Element) -> bool:
    """Whether the value of a formula was saved with it; that of a text may be empty."""
    value = next(cell.iter("{*}v"), None)
    return value is not None and (bool(value.text) or cell.get("t") == "str")


def is_heading(package: Package, part: str, cell: Element) -> bool:
    """Whether a cell is the heading of a table's column, without which Excel mends the file."""
    place = CELL.match(cell.get("r", ""))
    for one in package.relations(part):
        if one.kind != "table" or one.target not in package.parts or not place:
            continue
        ends = CELL.findall(package.tree(one.target).get("ref", ""))
        if len(ends) == 2 and place[2] == ends[0][1]:
            first, last = (column_number(letters) for letters, _ in ends)
            return first <= column_number(place[1]) <= last
    return False


def blank_strings(package: Package) -> None:
    """Empty the shared strings that no cell shows any more; their numbers stay."""
    if STRINGS not in package.parts:
        return
    used = {
        int(value.text or "-1")
        for name in package.named(r"xl/worksheets/[^/]*\.xml$")
        for cell in package.tree(name).iter("{*}c")
        if cell.get("t") == "s"
        for value in cell.iter("{*}v")
    }
    for number, item in enumerate(package.tree(STRINGS).iter("{*}si")):
        if number not in used:
            tag = str(item.tag)[: -len("si")] + "t"
            for node in list(item):
                drop(node)
            item.append(item.makeelement(tag))


def mask_cells(package: Package) -> int:
    """Mask personal data in texts, numbers, headings and page headers; how much."""
    count = sum(mask_columns(package, part) for part in visible_parts(package))
    if STRINGS in package.parts:
        count += sum(mask_pieces(texts(one)) for one in package.tree(STRINGS).iter("{*}si"))
    for part in visible_parts(package):
        tree = package.tree(part)
        count += sum(mask_cell(cell) for cell in tree.iter("{*}c"))
        count += sum(mask_pieces([node]) for node in tree.iter(*HEADERS))
    for name in package.named(r"xl/tables/[^/]*\.xml$"):
        for node in package.tree(name).iter("{*}tableColumn"):
            node.set("name", masked(node.get("name", "")))
    return count


def texts(item: Element) -> list[Element]:
    """The pieces of a text, without what tells how it is read aloud."""
    return [node for node in item.iter("{*}t") if next(node.iterancestors("{*}rPh"), None) is None]


def mask_cell(cell: Element) -> int:
    """Mask a cell that holds its own text or a number that is an identity or telephone number."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return mask_pieces(texts(cell))
    value = next(cell.iter("{*}v"), None)
    if value is None or kind not in ("n", "str"):
        return 0
    text = plain_number(value.text or "") if kind == "n" else value.text or ""
    found = personal_data(text)
    if found:
        write(cell, masked(text))
    return len(found)


def write(cell: Element, text: str) -> None:
    """Make a cell hold a text of its own."""
    for node in list(cell):
        drop(node)
    space = str(cell.tag)[: -len("c")]
    inside = cell.makeelement(f"{space}is")
    piece = inside.makeelement(f"{space}t")
    piece.text = text
    inside.append(piece)
    cell.append(inside)
    cell.set("t", "inlineStr")


def mask_columns(package: Package, part: str) -> int:
    """Mask in the cells of a sheet what the headings of columns tell; how much."""
    strings = strings_of(package.tree(STRINGS)) if STRINGS in package.parts else []
    known = list(sheet_cells(package.tree(part), "", strings, set()))
    by_address = {cell.get("r", ""): cell for cell in package.tree(part).iter("{*}c")}
    rows = on_squared_paper(known)
    count = 0
    for (y, x), found in personal_in_table([[text for _, text in row] for row in rows]):
        spot, text = rows[y][x]
        cell = by_address[spot.what]
        is_formula = next(cell.iter("{*}f"), None) is not None  # its words are no part of the text
        write(cell, "，".join(one.mask for one in found) if is_formula else with_masks(text, found))
        count += len(found)
    if count:
        blank_strings(package)  # of what was masked, the words must not stay behind
    return count


def plain_number(text: str) -> str:
    """A whole number without exponent.

    >>> plain_number("1.3900139E10"), plain_number("0.5"), plain_number("13900139000")
    ('13900139000', '0.5', '13900139000')
    """
    try:
        number = float(text)
    except ValueError:
        return text
    return str(int(number)) if "E" in text.upper() and number.is_integer() else text
