"""Titles month by month, as lists and as scripts: whole, in parts, and gone with a withdrawal."""

import json

import pytest
from django.db import transaction

from disclosure.catalogue.models import WithdrawalReason
from disclosure.catalogue.release import withdrawing
from disclosure.pages import titles
from disclosure.pages.models import Page
from disclosure.pages.site import addresses
from tests.factories import make_category, make_entry
from tests.sites import catch_up, check, faults, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(kept, agency, clerk, category, monkeypatch):
    """Three entries, of whose titles two make a part."""
    for module in (titles, addresses):
        monkeypatch.setattr(module, "PART", 2)
    for slug in ("guide", "rules", "statutory"):
        make_category(slug=slug)
    named = ("甲事项的通知", "乙事项的通知", "丙</script>“事”项")
    made = [make_entry(agency=agency, by=clerk, category=category, title=one) for one in named]
    catch_up(kept)
    return made


@pytest.fixture
def month(live):
    day = Page.objects.first().published_at
    return f"/titles/{day.year}/{day.month}/"


def rows(script):
    return json.loads(script.removeprefix("disclosureTitles(").removesuffix(");\n"))


def test_every_title_stands_in_one_part_as_list_and_as_script(kept, live, month):
    newest = [entry.live_edition.title for entry in reversed(live)]
    scripts = [rows(text(kept, f"{month}titles-{part}.js")) for part in (1, 2)]
    assert [row[1] for part in scripts for row in part] == newest
    assert scripts[1][0][0] == live[0].path
    assert scripts[1][0][3] == live[0].index_number
    assert newest[1] in text(kept, month)
    assert newest[2] not in text(kept, month)
    assert newest[2] in text(kept, f"{month}2/")
    assert f'href="{month}" data-titles="2"' in text(kept, "/titles/")
    assert "一致" in check(kept)


def test_release_appears_among_the_titles(kept, live, month, agency, clerk, category):
    make_entry(agency=agency, by=clerk, category=category, title="丁事项的通知")
    assert text(kept, "/titles/") == text(kept, f"{month}titles-1.js") == ""
    catch_up(kept)
    assert "丁事项" in text(kept, f"{month}titles-1.js")
    assert "丁事项" in text(kept, month)
    assert "一致" in check(kept)


def test_withdrawn_title_is_gone_before_the_withdrawal_commits(kept, live, month, publisher):
    assert "乙事项" in text(kept, f"{month}titles-1.js")
    with transaction.atomic():
        withdrawing.withdraw(live[1], by=publisher, reason=WithdrawalReason.PRIVACY)
        assert not list(kept.root.glob("titles/**/*.*"))
    catch_up(kept)
    for file in kept.root.glob("titles/**/*.*"):
        assert "乙事项".encode() not in file.read_bytes()
    assert "甲事项" in text(kept, f"{month}titles-1.js")
    assert not (kept.root / f"{month[1:]}titles-2.js").exists()  # two titles make one part
    assert not kept.file(f"{month}2/").exists()
    assert "一致" in check(kept)


def test_month_without_titles_has_no_files(kept, live, publisher):
    for entry in live:
        withdrawing.withdraw(entry, by=publisher, reason=WithdrawalReason.PRIVACY)
    catch_up(kept)
    assert [file.name for file in kept.root.glob("titles/*") if file.suffix != ".gz"] == [
        "index.html"
    ]
    assert "一致" in check(kept)


def test_check_names_what_is_wrong_with_the_titles(kept, live, month):
    kept.file(f"{month}titles-1.js").write_text("disclosureTitles([]);")
    kept.file(f"{month}2/").unlink()
    kept.write(f"{month}titles-9.js", b"nothing stands here")
    assert sorted(faults(kept)) == sorted(
        [
            f"{month}titles-1.js：文件与现在的页面不同（或者压缩的文件与它不同）。",
            f"{month}2/：缺少文件。",
            f"{month}titles-9.js：多余的文件，没有这样的公开页面。",
            f"{month}titles-9.js.gz：多余的文件，没有这样的公开页面。",
        ]
    )


def test_unknown_month_or_part_is_no_page(citizen, live, month):
    for path in (
        f"{month}3/", f"{month}titles-0.js", "/titles/2017/13/", "/titles/1999/1/",
        f"/titles/{'9' * 30}/1/",
    ):  # fmt: skip
        assert citizen.get(path).status_code == 404, path


@pytest.mark.parametrize("path", ["/titles/", "list", "script"])
def test_titles_cost_the_same_however_many_there_are(
    citizen, live, month, path, agency, clerk, category, django_assert_max_num_queries
):
    path = {"list": month, "script": f"{month}titles-1.js"}.get(path, path)
    for _ in range(3):
        with django_assert_max_num_queries(4):
            assert citizen.get(path).status_code == 200
        make_entry(agency=agency, by=clerk, category=category)
