"""Figures that go on from form to form, and where they stop."""

from decimal import Decimal
from pathlib import Path

import pytest

from reports.schemes import CROSSWALK, SchemeFault, all_schemes, scheme
from reports.schemes.crosswalk import crosswalk, load_crosswalk

GK2014, GK2019, GK2021 = scheme("gk2014"), scheme("gk2019"), scheme("gk2021")
SCHEMES = {one.key: one for one in all_schemes()}


def filled(form):
    """Every cell its own number."""
    return {
        (table.key, row.code, column.key): Decimal(number)
        for number, (table, row, column) in enumerate(form.figures(), 1)
    }


def series(key):
    return next(one for one in crosswalk().series if one.key == key)


def test_same_form_carries_everything():
    figures = filled(GK2021)
    assert crosswalk().carry(figures, GK2021, GK2021) == figures


def test_requests_and_disputes_go_on_over_2020_and_2021():
    figures = filled(GK2019)
    carried = crosswalk().carry(figures, GK2019, GK2021)
    for column in ("natural", "total"):
        cell = ("requests", "3.4", column)
        assert carried[cell] == figures[cell]
    assert carried["disputes", "4.2.2", "pending"] == figures["disputes", "4.2.2", "pending"]
    assert carried["active", "2.6.1", "decided"] == figures["active", "2.6.1", "decided"]


def test_what_the_later_form_parts_or_counts_otherwise_is_not_carried():
    carried = crosswalk().carry(filled(GK2019), GK2019, GK2021)
    assert not [cell for cell in carried if cell[1].startswith(("3.3.6", "2.1."))]
    known = {(table.key, row.code, column.key) for table, row, column in GK2021.figures()}
    assert set(carried) <= known


def test_totals_go_on_over_2018_and_2019():
    figures = filled(GK2014)
    carried = crosswalk().carry(figures, GK2014, GK2019)
    assert carried["requests", "3.1", "total"] == figures["statistics", "3.1", "count"]
    assert carried["disputes", "4.1", "total"] == figures["statistics", "4", "count"]
    assert ("requests", "3.1", "natural") not in carried


def test_series_adds_up_several_cells_and_a_blank_one_makes_it_blank():
    cells = {("disputes", "4.2.1", "total"): Decimal(3), ("disputes", "4.2.2", "total"): Decimal(4)}
    assert series("lawsuits").value("gk2019", cells) == 7
    assert (
        series("lawsuits").value("gk2019", {**cells, ("disputes", "4.2.2", "total"): None}) is None
    )
    assert series("lawsuits").value("gk2030", cells) is None


def test_breaks_are_told_between_the_schemes_concerned():
    (reason,) = crosswalk().reasons(["gk2019", "gk2021"])
    assert "规范性文件" in reason
    assert crosswalk().reasons(["gk2021"]) == []
    assert crosswalk().reasons([]) == []
    assert len(crosswalk().reasons(["gk2014", "gk2021"])) == 2


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (
            "statistics|3.1|count",
            "statistics|3.9|count",
            "gk2014 has no cell “statistics|3.9|count”",
        ),
        ('tables = ["requests", "disputes"]', 'tables = ["nowhere"]', "has no table “nowhere”"),
        ('from = "gk2014"', 'from = "gk1999"', "scheme “gk1999” is not known"),
        ('unit = "件"', 'units = "件"', "key 'unit' is missing"),
        ("[[alike]]", "[[alike", "crosswalk.toml"),
    ],
)
def test_faults_are_named(tmp_path, old, new, named):
    text = CROSSWALK.read_text("utf-8")
    assert old in text
    path = Path(tmp_path / "crosswalk.toml")
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(SchemeFault, match=named.replace("|", r"\|")):
        load_crosswalk(path, SCHEMES)
