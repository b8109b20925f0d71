"""The list of watched words at the desk: for who runs the site, with a table in and out."""

import pytest
from django.urls import reverse

from disclosure.catalogue.models import WatchedWord
from disclosure.catalogue.wordlist import load_words
from disclosure.workflow.models import Event

pytestmark = pytest.mark.django_db
ENTER = "admin:catalogue_watchedword_enter"
TABLE = "admin:catalogue_watchedword_table"


def test_table_is_shown_before_it_is_written(client, administrator):
    client.force_login(administrator)
    WatchedWord.objects.create(word="按装", suggestion="安装")
    text = "用词\t建议\t例外\t类型\n布署\t部署\t发布署名\n按装\t安装\t\t规范表述\n"
    page = client.post(reverse(ENTER), {"text": text}).text
    assert "读出的用词（2 个）" in page
    assert WatchedWord.objects.count() == 1
    client.post(reverse(ENTER), {"text": text, "confirm": "1"})
    assert WatchedWord.objects.get(word="布署").right_in == "发布署名"
    assert WatchedWord.objects.get(word="按装").kind == "standard"
    assert Event.objects.get(action="watchedword.imported").data["count"] == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("布署,布署", "建议的写法与用词相同"),
        ("布署,部署,,怪词", "类型应为易错词、敏感名称、规范表述，实为“怪词”"),
        ("布署,部署,,,也许", "应为是或否，实为“也许”"),
        ("布署,部署\n布署,安排", "第 2 行“布署”：重复出现"),
        ("字" * 41, "40"),
        ("用词,建议", "没有读到用词"),
        ("", "必填"),
    ],
)
def test_table_with_a_fault_is_not_written(client, administrator, text, said):
    client.force_login(administrator)
    response = client.post(reverse(ENTER), {"text": text, "confirm": "1"})
    assert said in response.text
    assert not WatchedWord.objects.exists()


def test_exceptions_that_a_table_would_take_away_are_shown(client, administrator):
    WatchedWord.objects.create(word="布署", suggestion="部署", right_in="发布署名 公布署名")
    client.force_login(administrator)
    page = client.post(reverse(ENTER), {"text": "布署\t部署\t\t易错词\n"}).text
    assert "将覆盖原有的例外：发布署名 公布署名" in page
    page = client.post(reverse(ENTER), {"text": "布署\t部署\n"}).text
    assert "将覆盖" not in page, "a table without the column leaves them alone"


def test_table_given_out_changes_nothing_when_read_again(client, administrator):
    load_words()
    client.force_login(administrator)
    table = client.get(reverse(TABLE)).content.decode()
    assert table.startswith("\ufeff用词,建议,例外,类型,须说明理由,说明")
    response = client.post(reverse(ENTER), {"text": table, "confirm": "1"}, follow=True)
    assert "已写入 0 个用词" in response.text
    assert not Event.objects.filter(action="watchedword.imported").exists()


def test_chinese_commas_in_a_note_survive_the_table(client, administrator):
    WatchedWord.objects.create(word="布署", suggestion="部署", note="易错，见词典，第 3 页")
    client.force_login(administrator)
    table = client.get(reverse(TABLE)).content.decode()
    for text in (table, "布署\t部署\t\t易错词\t是\t易错，见词典，第 3 页"):
        client.post(reverse(ENTER), {"text": text, "confirm": "1"})
        assert WatchedWord.objects.get().note == "易错，见词典，第 3 页"
    client.post(reverse(ENTER), {"text": "按装，安装\n", "confirm": "1"})
    assert WatchedWord.objects.get(word="按装").suggestion == "安装"


def test_list_is_for_who_runs_the_site(client, publisher):
    client.force_login(publisher)
    names = (ENTER, TABLE, "admin:catalogue_watchedword_changelist")
    assert [client.get(reverse(name)).status_code for name in names] == [403, 403, 403]


def test_stranger_is_sent_to_the_log_in(client):
    assert client.get(reverse(TABLE)).status_code == 302


def test_every_change_of_a_word_is_logged(client, administrator):
    client.force_login(administrator)
    add = reverse("admin:catalogue_watchedword_add")
    filled = {"word": "布署", "kind": "wrong", "suggestion": "部署", "is_active": "on"}
    client.post(add, filled)
    word = WatchedWord.objects.get()
    client.post(reverse("admin:catalogue_watchedword_change", args=[word.pk]), filled)
    client.post(
        reverse("admin:catalogue_watchedword_changelist"),
        {"action": "delete_selected", "_selected_action": [word.pk], "post": "yes"},
    )
    told = Event.objects.filter(action__startswith="watchedword.").order_by("pk")
    assert [event.action.partition(".")[2] for event in told] == ["created", "changed", "removed"]
    assert not WatchedWord.objects.exists()
