"""`check_report`: anybody's finished report, whatever file it is in."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from disclosure.catalogue.models import Edition
from reports.actions import confirm, create_report, save_table
from tests.factories import make_report, release_report

pytestmark = pytest.mark.django_db
WORKBOOKS = Path("tests/files/workbooks")


def check(capsys, *args, **options) -> tuple[int, str]:
    """The exit code and all that was said."""
    try:
        call_command("check_report", *map(str, args), **options)
    except CommandError as error:
        return 1, capsys.readouterr().out + str(error)
    return 0, capsys.readouterr().out


def test_saved_page_is_checked_with_its_text(capsys):
    code, told = check(capsys, "tests/files/pages/report.txt")
    assert code == 0
    assert "[G-09] 提醒：" in told
    assert "[F3] 提醒：正文写明的统计期限" in told
    assert "没有须改正的数据错误" in told


@pytest.mark.seed
def test_seed_page_shows_its_findings_and_nothing_false(capsys):
    (seed,) = Path("../shared/seed").glob("*.txt")
    code, told = check(capsys, seed)
    found = [line.strip().split("]")[0] for line in told.splitlines() if line.startswith("  [")]
    assert (code, found) == (0, ["[G-09", "[F5", "[F2", "[F3", "[F4", "[F7"])


def test_workbook_with_wrong_sums_fails_and_names_both_sides(capsys):
    code, told = check(capsys, WORKBOOKS / "gk2021" / "typed-by-hand.xlsx")
    assert code == 1
    assert "[T3-A] 必须改正：「自然人」列：" in told
    assert "42 处数据错误须改正，共 42 条。" in told


def test_lost_row_is_said(capsys):
    _, told = check(capsys, WORKBOOKS / "gk2021" / "lost-row.xlsx")
    assert "说明：工作表“收到和处理政府信息公开申请情况”缺少以下各行" in told


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (WORKBOOKS / "gk2021" / "no-table.xlsx", "请用 --year 说明报告年度"),
        ("README.md", "“README.md”不是 Excel 工作簿"),
        ("nowhere.xlsx", "nowhere.xlsx：无法打开"),
    ],
)
def test_what_is_no_report_is_refused(capsys, file, told):
    code, said = check(capsys, file)
    assert code == 1
    assert told in said


def test_stored_report_is_checked_and_a_confirmation_counts(capsys, agency, clerk, category):
    report = create_report(agency, year=2024, by=clerk)
    edition = report.entry.open_edition()
    typed = {("3.1", "natural"): "2", ("3.3.7", "natural"): "2"}
    save_table(edition, table="requests", typed=typed, by=clerk)
    code, told = check(capsys, agency=agency.code, year=2024)
    assert (code, "[T3-B] 须改正或确认" in told) == (1, True)
    edition = Edition.objects.get(pk=edition.pk)
    for rule in ("T3-B", "T3-C"):
        confirm(edition, check=rule, reason="分项未统计", by=clerk)
    code, told = check(capsys, agency=agency.code, year=2024)
    assert code == 0
    assert "[T3-B] 已确认（分项未统计）" in told
    assert "系统中没有该机构 2023 年度的报告" in told


def test_released_report_without_faults_passes(capsys, agency, clerk, publisher, category):
    release_report(make_report(agency, by=clerk, year=2024), clerk, publisher)
    assert check(capsys, agency=agency.code, year=2024)[0] == 0


def test_report_that_does_not_exist_and_a_call_without_aim(capsys, agency):
    assert "没有机构" in check(capsys, agency=agency.code, year=2024)[1]
    assert "请指定一个文件" in check(capsys)[1]
