"""A table is recognised by its labels, among several forms."""

from pathlib import Path

from reports.schemes import all_schemes, best_match, load, scheme

INVENTED = load(Path("tests/files/schemes/invented.toml"))
FORMS = (*all_schemes(), INVENTED)


def labels(form):
    rows = [row.label for table in form.tables for row in table.rows]
    return rows + [column.header for table in form.tables for column in table.columns]


def test_best_match_tells_forms_apart():
    for form in FORMS:
        assert best_match(labels(form), FORMS) is form


def test_best_match_needs_a_marker():
    assert best_match([row for row in labels(INVENTED) if row != "试验栏甲"], FORMS) is None


def test_best_match_needs_half_of_the_rows():
    rows = [row.label for row in scheme("gk2014").table("statistics").rows]
    assert best_match(["统计指标", *rows[:33]], FORMS) is scheme("gk2014")
    assert best_match(["统计指标", *rows[:31]], FORMS) is None


def test_all_schemes_load_and_their_years_do_not_overlap():
    years = [year for form in all_schemes() for year in form.years if year < 2100]
    assert len(years) == len(set(years))
