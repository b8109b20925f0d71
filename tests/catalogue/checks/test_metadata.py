"""What describes an entry: required, or only advised."""

import pytest

from disclosure.catalogue.checks.metadata import number_form, required, wished
from tests.factories import make_draft, make_genre, make_theme

pytestmark = pytest.mark.django_db


def fields(problems):
    return [(one.severity, one.field) for one in problems]


def full(agency, **changed):
    known = {
        "theme": make_theme(),
        "genre": make_genre(is_numbered=True),
        "keywords": "政务公开",
        "document_number": "云政发〔2017〕1号",
        "summary": "字" * 100,
    }
    return make_draft(agency=agency, **known | changed)


def test_complete_draft_is_not_reported(agency):
    assert fields([*required(full(agency)), *wished(full(agency))]) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"theme": None}, "theme"),
        ({"keywords": " "}, "keywords"),
        ({"document_number": ""}, "document_number"),
        ({"summary": "字" * 101}, "summary"),
    ],
)
def test_what_readers_miss_is_advised(agency, changed, field):
    assert fields(wished(full(agency, **changed))) == [("warn", field)]


def test_genre_that_bears_no_number_needs_none(agency):
    assert fields(wished(full(agency, document_number="", genre=make_genre()))) == []


def test_length_of_summaries_is_set_by_the_site(agency, settings):
    settings.SUMMARY_LENGTH = 200
    assert fields(wished(full(agency, summary="字" * 200))) == []
    settings.SUMMARY_LENGTH = 0
    assert fields(wished(full(agency, summary="字" * 500))) == []


def test_required_fields_block(agency):
    draft = make_draft(agency=agency, written_on=None, source="")
    assert fields(required(draft)) == [("block", "written_on"), ("block", "source")]


@pytest.mark.parametrize(
    "number", ["", "云政发〔2026〕12号", "云岚市人民政府令第12号", "云政发〔2026〕102号"]
)
def test_right_form_of_a_document_number_is_not_reported(number):
    assert number_form(number) == ""


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("云政发[2026]12号", "六角括号"),
        ("云政发（2026）12号", "六角括号"),
        ("云政发〔2036〕012号", "不编虚位"),
        ("云政发〔2026〕第12号", "不加“第”字"),
    ],
)
def test_other_forms_of_a_document_number_are_advised(agency, number, told):
    (one,) = wished(full(agency, document_number=number))
    assert (one.severity, one.field) == ("warn", "document_number")
    assert told in one.message and "12号”" in one.message
