"""Agencies and columns over the API."""

from datetime import date

import pytest

from tests.factories import make_agency, make_category


def test_agencies_say_who_they_are(ask, agency, other_agency):
    agency.names.create(name="云岚市行政服务中心", until=date(2019, 3, 1))
    agency.parent, agency.phone = other_agency, "0576-8888 0000"
    agency.save()
    item = ask("agencies")["items"][0]
    assert item == {
        "code": "002668020",
        "name": "云岚市政务服务中心",
        "short_name": "市政务服务中心",
        "credit_code": "",
        "url": "http://testserver/agencies/002668020/",
        "parent": {"code": "014320144", "name": "云岚市湖港镇人民政府"},
        "former_names": [
            {"name": "云岚市行政服务中心", "short_name": "", "since": None, "until": "2019-03-01"}
        ],
        "established_on": None,
        "dissolved_on": None,
        "successor": None,
        "office": "",
        "address": "",
        "office_hours": "",
        "phone": "0576-8888 0000",
        "fax": "",
        "email": "",
        "postcode": "",
    }


def test_agencies_by_cursor(ask, db):
    codes = [make_agency().code for _ in range(5)]
    answer = ask("agencies", limit=2)
    found = [one["code"] for one in answer["items"]]
    while answer["next"]:
        answer = ask(answer["next"])
        found += [one["code"] for one in answer["items"]]
    assert found == sorted(codes)


def test_categories_name_the_one_above(ask, db):
    above = make_category(slug="statutory", name="法定主动公开内容")
    make_category(
        slug="plans", name="规划信息", parent=above, keywords="规划,计划", statutory_item="20(三)"
    )
    plans, top = ask("categories")["items"]
    assert plans == {
        "slug": "plans",
        "name": "规划信息",
        "url": "http://testserver/columns/plans/",
        "parent": {"slug": "statutory", "name": "法定主动公开内容"},
        "position": 0,
        "description": "",
        "keywords": ["规划", "计划"],
        "column_type": "信息公开目录",
        "statutory_item": "20(三)",
    }
    assert top["parent"] is None


def test_categories_that_the_public_does_not_see_are_left_out(ask, db):
    hidden = make_category(slug="hidden", is_active=False)
    make_category(slug="below", parent=hidden)
    items = ask("categories")["items"]
    assert [(one["slug"], one["parent"]) for one in items] == [("below", None)]
    assert "没有“hidden”这个栏目" in ask("entries?category=hidden", status=404)["detail"]


def test_categories_by_cursor(ask, db):
    for slug in ("a", "b", "c"):
        make_category(slug=slug)
    first = ask("categories", limit=2)
    assert [one["slug"] for one in ask(first["next"])["items"]] == ["c"]


@pytest.mark.parametrize(("path", "queries"), [("agencies", 2), ("categories", 1)])
def test_number_of_queries_is_constant(ask, db, django_assert_num_queries, path, queries):
    for _ in range(2):
        make_agency(parent=make_agency()).names.create(name="曾用名")
        make_category(parent=make_category())
        with django_assert_num_queries(queries):
            assert ask(path)["items"]
