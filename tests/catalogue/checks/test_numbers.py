"""Index numbers that look wrong are named; only one that is none at all blocks."""

from datetime import date

import pytest

from disclosure.catalogue.checks.numbers import broken, number_problems
from disclosure.catalogue.models import Edition, IndexNumberRule
from disclosure.catalogue.numbers import NumberRefused, keep
from tests.factories import make_agency, make_draft

pytestmark = pytest.mark.django_db


def told(agency, number="", **fields):
    draft = make_draft(agency=agency, **{"written_on": date(2017, 5, 4)} | fields)
    draft.entry.index_number = number
    return [(one.severity, one.message) for one in number_problems(draft)]


def test_number_of_the_agency_and_year_is_not_reported(agency):
    agency.code = "002668899"
    assert told(agency, "002668899/2017-66815") == []
    assert told(agency, "002668899-2017-066815") == []


@pytest.mark.parametrize("number", ["/2017-00001", "None/2017-00001", "002668899/2017-None"])
def test_number_without_organ_or_serial_blocks_and_is_never_kept(agency, number):
    ((severity, message),) = told(agency, number)
    assert severity == "block"
    assert "不完整" in message
    draft = make_draft(agency=agency)
    with pytest.raises(NumberRefused, match="不完整"):
        keep(draft.entry, number)


def test_number_of_no_known_pattern_warns(agency):
    ((severity, message),) = told(agency, "云办-一-3")
    assert severity == "warn"
    assert "不是“机构代码/年份-流水号”的形式" in message


def test_number_of_another_agency_needs_a_reason(agency, other_agency):
    ((severity, message),) = told(agency, "014320144/2017-00001")
    assert severity == "confirm"
    assert "是“云岚市湖港镇人民政府”的代码" in message


def test_number_of_an_unknown_organ_warns_also_of_its_check_digit(agency):
    found = told(agency, "000000001/2017-00001")
    assert [severity for severity, _ in found] == ["warn", "warn"]
    assert "校验码应为 0" in found[1][1]


def test_number_of_another_year_warns(agency):
    ((severity, message),) = told(agency, f"{agency.code}/2014-00001")
    assert severity == "warn"
    assert "年份 2014 与成文、取号或发布的年份 2017 不符" in message


def test_agency_without_code_cannot_be_numbered():
    agency = make_agency(code="")
    ((severity, message),) = told(agency)
    assert severity == "block"
    assert "没有组织机构代码" in message


def test_code_with_a_wrong_check_digit_only_warns():
    agency = make_agency(code="000000002")
    ((severity, message),) = told(agency)
    assert severity == "warn"
    assert "校验码" in message


def test_fixed_code_has_no_check_digit(agency):
    IndexNumberRule.objects.create(code_part="fixed", fixed_code="331000000000")
    assert told(agency) == []
    assert told(agency, "331000000000/2017-00001") == []


def test_codes_of_live_sites_are_whole():
    numbers = ("01527918X-2020-153077", "0142768-8/2022-00185", "11341702486344515H/202110-00013")
    assert [broken(number) for number in numbers] == ["", "", ""]


def test_issued_number_is_that_of_its_year(agency, clerk):
    from_last_year = make_draft(agency=agency, by=clerk, written_on=date(2019, 12, 30))
    edition = Edition.objects.get(pk=from_last_year.pk)
    assert [one for one in number_problems(edition) if one.severity == "block"] == []
