"""Tables are laid out as their forms print them, however many tables and columns there are."""

from pathlib import Path

import pytest

from reports.schemes import load, scheme
from reports.schemes.layout import grid

INVENTED = load(Path("tests/files/schemes/invented.toml"))
GK2014 = scheme("gk2014")


def words(line):
    return [(cell.text, cell.colspan, cell.rowspan) for cell in line]


def filled(lines):
    """Set every cell on squared paper and return the squares: overlap or a hole shows at once."""
    squares, widths = {}, set()
    for y, line in enumerate(lines):
        x = 0
        for cell in line:
            while (x, y) in squares:
                x += 1
            for dx in range(cell.colspan):
                for dy in range(cell.rowspan):
                    assert (x + dx, y + dy) not in squares
                    squares[x + dx, y + dy] = cell
        widths.add(1 + max(x for x, row in squares if row == y))
    assert len(widths) == 1
    assert len(squares) == widths.pop() * len(lines)
    return squares


@pytest.mark.parametrize("table", [*GK2014.tables, *INVENTED.tables], ids=lambda t: t.key)
def test_grid_has_neither_overlap_nor_hole(table):
    laid = grid(table)
    filled([*laid.head, *laid.body])


@pytest.mark.parametrize("table", [*GK2014.tables, *INVENTED.tables], ids=lambda t: t.key)
def test_grid_prints_every_figure_once(table):
    laid = grid(table)
    printed = [(c.code, c.column) for line in laid.body for c in line if c.kind == "value"]
    assert printed == [(row.code, column.key) for row, column in table.figures()]


def test_grid_of_lines_has_label_unit_and_number():
    laid = grid(GK2014.table("statistics"))
    assert [cell.text for cell in laid.head[0]] == ["统计指标", "单位", "统计数"]
    assert [cell.kind for cell in laid.body[0]] == ["label", "unit", "empty"]
    assert [cell.kind for cell in laid.body[1]] == ["label", "unit", "value"]


def test_grid_folds_header_groups():
    laid = grid(INVENTED.table("requests"))
    assert words(laid.head[0]) == [("（本列数据的关系）", 3, 3), ("申请人", 4, 1)]
    assert words(laid.head[1]) == [("自然人", 1, 2), ("组织", 2, 1), ("总计", 1, 2)]
    assert words(laid.head[2]) == [("企业", 1, 1), ("其他", 1, 1)]


def test_grid_sets_groups_beside_their_rows():
    laid = grid(INVENTED.table("requests"))
    assert words(laid.body[1])[:2] == [("二、办理结果", 1, 4), ("（一）公开", 2, 1)]
    assert words(laid.body[2])[:2] == [("（二）不公开", 1, 2), ("1.秘密", 1, 1)]


def test_grid_gives_each_block_its_own_headers():
    laid = grid(INVENTED.table("active"))
    assert words(laid.body[0]) == [("第（一）项", 4, 1)]
    assert [cell.text for cell in laid.body[1]] == [
        "信息内容",
        "试验栏甲",
        "本年增/减",
        "处理数量",
    ]
    assert words(laid.body[5]) == [
        ("信息内容", 1, 1),
        ("处理数量", 1, 1),
        ("总金额", 2, 1),
    ]


def test_grid_lays_fifteen_cells_on_one_line():
    laid = grid(INVENTED.table("cases"))
    assert words(laid.head[0]) == [("复议", 5, 1), ("诉讼", 10, 1)]
    assert words(laid.head[1])[-2:] == [("直接", 5, 1), ("复议后", 5, 1)]
    assert len(laid.body) == 1 and laid.width == 15


def test_columns_have_kinds_and_units_of_their_own():
    table = INVENTED.table("active")
    row = table.row("2.1.1")
    assert [table.kind_of(row, column) for column in table.columns_of(row)] == [
        "integer",
        "signed",
        "integer",
    ]
    assert table.decimals(table.row("2.2.1"), table.column("amount")) == 6
    assert table.match_column("处理数（件）").key == "done"
