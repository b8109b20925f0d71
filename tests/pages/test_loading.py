"""The value lists: complete, renewed by a reload, and local edits survive."""

import shutil

import pytest

from disclosure.pages.loading import FOLDER, load_vocabularies
from disclosure.pages.models import Category, Genre, Theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def newer_files(tmp_path):
    """Data files in which one column has another description."""
    folder = shutil.copytree(FOLDER, tmp_path / "data")
    file = folder / "categories.toml"
    text = file.read_text("utf-8")
    assert text.count("法律、法规规定应当主动公开的各类政府信息") == 1
    changed = text.replace("法律、法规规定应当主动公开的各类政府信息", "另一种说明")
    file.write_text(changed, "utf-8")
    return folder


def test_load_gives_22_themes_with_121_below():
    load_vocabularies()
    assert Theme.objects.filter(parent=None).count() == 22
    assert Theme.objects.exclude(parent=None).count() == 121
    assert not Theme.objects.filter(parent__parent__isnull=False).exists()


def test_load_gives_the_four_statutory_entries_in_order():
    load_vocabularies()
    tops = Category.objects.filter(parent=None).values_list("slug", "name")
    assert list(tops) == [
        ("guide", "政府信息公开指南"),
        ("rules", "政府信息公开制度"),
        ("statutory", "法定主动公开内容"),
        ("reports", "政府信息公开年报"),
    ]


def test_load_gives_a_column_for_each_item_of_article_20():
    load_vocabularies()
    items = Category.objects.filter(parent__slug="statutory").values_list("statutory_item")
    numerals = [
        "一",
        "二",
        "三",
        "四",
        "五",
        "六",
        "七",
        "八",
        "九",
        "十",
        "十一",
        "十二",
        "十三",
        "十四",
        "十五",
    ]
    assert sorted(items) == sorted((f"20({numeral})",) for numeral in numerals)


def test_load_leaves_no_page_tag_empty():
    load_vocabularies()
    for column in Category.objects.all():
        assert all((column.name, column.description, column.keywords, column.column_type))


def test_load_twice_changes_nothing():
    load_vocabularies()
    again = load_vocabularies()
    assert (again.added, again.renewed, again.kept) == ([], [], [])
    assert Genre.objects.exists()


def test_load_renews_a_row_nobody_edited(newer_files):
    load_vocabularies()
    assert load_vocabularies(newer_files).renewed == ["法定主动公开内容"]
    assert Category.objects.get(slug="statutory").description == "另一种说明"


def test_load_keeps_and_reports_a_local_edit(newer_files):
    load_vocabularies()
    Category.objects.filter(slug="statutory").update(description="本地的说明")
    assert load_vocabularies(newer_files).kept == ["法定主动公开内容"]
    assert Category.objects.get(slug="statutory").description == "本地的说明"
