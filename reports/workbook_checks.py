"""The scheme's checks as Excel's own: red cells where a sum is off, and a sheet that lists them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule, Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import absolute_coordinate, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from reports.checks import Side, sides_of
from reports.schemes import Cell, CheckSpec, Scheme

SHEET = "核对"
RED = PatternFill("solid", bgColor="FFC7CE")
WIDTHS = {"A": 10, "B": 90, "C": 14, "D": 14, "E": 12}
HEADERS = ("规则", "应有的关系", "左边", "右边", "结果")
KEPT = {
    "equal": "ROUND({left}-{right},6)=0",
    "at_most": "{left}<={right}",
    "between": "AND({left}>={largest},{left}<={right})",
}
SIGNS = {"equal": "＝", "at_most": "≤", "between": "介于各项之间、不超过"}


@dataclass(frozen=True)
class Place:
    """Where a cell of the form stands: its sheet and address."""

    sheet: Worksheet
    address: str

    @property
    def reference(self) -> str:
        """The cell as another sheet names it."""
        return f"{quote_sheetname(self.sheet.title)}!{self.address}"


Places = Mapping[Cell, Place]


def add_checks(book: Workbook, scheme: Scheme, places: Places) -> None:
    """Mirror every relation of the scheme; the server checks again, whatever Excel says."""
    sheet = book.create_sheet(SHEET)
    sheet.append(HEADERS)
    for check, place, left, right in relations(scheme):
        paint(check, left, right, places)
        sheet.append(listed(check, place, left, right, places))
    finish(sheet)


def relations(scheme: Scheme) -> Iterator[tuple[CheckSpec, str, Side, Side]]:
    """Every relation in every column or row where it is tried."""
    for check in scheme.checks:
        if check.relation in KEPT:
            for place, left, right in sides_of(check, scheme.table(check.table), {}):
                yield check, place, left, right


def paint(check: CheckSpec, left: Side, right: Side, places: Places) -> None:
    """Turn the cells of a relation red as long as it does not hold."""
    cells = [places[cell] for cell in (*left.cells, *right.cells)]
    sums = (
        sum_of(absolute_coordinate(places[cell].address) for cell in side.cells)
        for side in (left, right)
    )
    area = " ".join(place.address for place in cells)
    cells[0].sheet.conditional_formatting.add(area, red_where(f"NOT({kept(check, *sums)})"))


def red_where(formula: str) -> Rule:
    """A rule that paints a cell red."""
    rule: Rule = FormulaRule(formula=[formula], fill=RED)  # type: ignore[no-untyped-call]
    return rule


def kept(check: CheckSpec, left: str, right: str) -> str:
    """The formula that says whether a relation holds."""
    largest = right.replace("SUM(", "MAX(", 1)
    return KEPT[check.relation].format(left=left, right=right, largest=largest)


def sum_of(addresses: Iterable[str]) -> str:
    """SUM(A1,A2); a blank cell adds nothing."""
    return f"SUM({','.join(addresses)})"


def listed(
    check: CheckSpec, place: str, left: Side, right: Side, places: Places
) -> tuple[str, str, str, str, str]:
    """A line of the list: the rule in words, both sides, and whether they agree."""
    sums = [sum_of(places[cell].reference for cell in side.cells) for side in (left, right)]
    names = ("＋".join(f"「{name}」" for name in side.names) for side in (left, right))
    words = SIGNS[check.relation].join(names)
    result = f'=IF({kept(check, *sums)},"一致","不一致")'
    return check.id, f"{place}{words}", f"={sums[0]}", f"={sums[1]}", result


def finish(sheet: Worksheet) -> None:
    """Widths, a head that stays, and 不一致 in red; nothing here is typed."""
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2, min_col=2, max_col=2):
        row[0].alignment = Alignment(wrap_text=True, vertical="center")
    area = f"E2:E{sheet.max_row}"
    sheet.conditional_formatting.add(area, red_where('E2="不一致"'))
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True
