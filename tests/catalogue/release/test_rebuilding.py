"""Every way in which a public page can differ from its edition is found, and mended."""

import io

import pytest
from django.core.management import CommandError, call_command

from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.models import Entry, WithdrawalReason
from disclosure.catalogue.release import publishing, rebuilding, withdrawing
from disclosure.pages import files, search
from disclosure.pages.models import Page, PageKind
from tests.factories import clear, make_category, make_draft


@pytest.fixture
def live(agency, clerk, publisher, category):
    """A released entry with an attachment."""
    edition = make_draft(agency=agency, by=clerk, category=category, title="预算公开说明")
    add_attachment(edition, name="表.txt", file=io.BytesIO("收入,1".encode()), by=clerk)
    actions.submit(edition, by=clerk)
    publishing.publish(clear(edition), by=publisher)
    return Entry.objects.get(pk=edition.entry_id)


@pytest.fixture
def check(live, capsys, django_capture_on_commit_callbacks):
    """What `rebuild_pages --check` lists; "" when all agrees."""
    Page.objects.get().files.get()  # the entry has a public file

    def run():
        try:
            call_command("rebuild_pages", check=True)
        except CommandError as error:
            return str(error)
        return ""

    with django_capture_on_commit_callbacks(execute=True):
        call_command("rebuild_pages")
    return run


def rebuild(capture):
    with capture(execute=True):
        call_command("rebuild_pages")


def change_article():
    Page.objects.update(article="<p>改过。</p>")


def change_column():
    Page.objects.update(category=make_category())


def remove_row():
    Page.objects.get().delete()


def remove_from_index():
    search.unindex(Page.objects.get())


def remove_file():
    files.public_path(Page.objects.get().files.get().path).unlink()


def overwrite_file():
    files.public_path(Page.objects.get().files.get().path).write_bytes(b"other")


DAMAGE = {
    change_article: "页面内容与版本不一致",
    change_column: "机构或栏目",
    remove_row: "实际没有",
    remove_from_index: "检索索引",
    remove_file: "附件文件不在公开目录：表.txt",
    overwrite_file: "公开目录中的附件文件内容与发布的不同：表.txt",
}


def test_check_finds_nothing_after_release(check):
    assert check() == ""


def test_check_finds_nothing_after_withdrawal(check, live, publisher):
    withdrawing.withdraw(live, by=publisher, reason=WithdrawalReason.ERROR)
    assert check() == ""


@pytest.mark.parametrize(("damage", "told"), DAMAGE.items())
def test_check_names_the_difference_and_rebuild_mends_it(
    check, damage, told, live, django_capture_on_commit_callbacks
):
    damage()
    assert told in check()
    assert live.path in check()
    rebuild(django_capture_on_commit_callbacks)
    assert check() == ""


def test_check_writes_nothing(check):
    change_article()
    check()
    assert Page.objects.get().article == "<p>改过。</p>"


def test_page_without_an_entry_is_named_and_removed(check, django_capture_on_commit_callbacks):
    page = Page.objects.get()
    Page.objects.create(
        path="/catalogue/x/1/",
        agency=page.agency,
        category=page.category,
        method=page.method,
        published_at=page.published_at,
        updated_at=page.updated_at,
    )
    assert "/catalogue/x/1/：没有对应的已发布条目" in check()
    rebuild(django_capture_on_commit_callbacks)
    assert check() == ""
    assert Page.objects.count() == 1


def test_rebuild_does_not_undo_a_withdrawal_made_since_the_entry_was_read(live, publisher):
    read_before = Entry.objects.select_related("live_edition").get(pk=live.pk)
    withdrawing.withdraw(live, by=publisher, reason=WithdrawalReason.PRIVACY)
    rebuilding.rebuild(read_before)
    page = Page.objects.get()
    assert (page.kind, page.files.count()) == (PageKind.GONE, 0)


def test_page_of_an_entry_released_since_is_no_orphan(live):
    assert not rebuilding.remove_orphan(live.path)
    assert Page.objects.filter(path=live.path).exists()
