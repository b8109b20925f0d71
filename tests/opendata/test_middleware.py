"""What holds for every address of the API, also for those that lead nowhere."""

import pytest

from disclosure.opendata import limiting
from disclosure.opendata.limiting import seconds_to_wait

CORS = "Access-Control-Allow-Origin"


@pytest.mark.parametrize(
    "path", ["/api/v1/entries", "/api/v1/none", "/api/v1/entries?x=1", "/api/v1/openapi.json"]
)
def test_every_site_may_read(client, db, path):
    assert client.get(path)[CORS] == "*"


def test_other_addresses_say_nothing_of_it(client, db):
    assert CORS not in client.get("/")


def test_preflight_allows_reading(client, db):
    response = client.options("/api/v1/entries", headers={"origin": "http://a.example"})
    assert (response.status_code, response[CORS]) == (204, "*")
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["entries", "agencies?format=csv", "entries/7", "entries?x=1"])
def test_head_is_get_without_the_body(client, agency, path):
    got, head = client.get(f"/api/v1/{path}"), client.head(f"/api/v1/{path}")
    assert head.content == b""
    assert head.status_code == got.status_code
    assert dict(head.items()) == dict(got.items())


def test_head_of_what_is_not_modified(client, agency):
    etag = client.get("/api/v1/agencies")["ETag"]
    assert client.head("/api/v1/agencies", headers={"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize("path", ["/api/v1/none", "/api/v2/entries", "/api/v1/entries/x"])
def test_unknown_address_is_told_in_json(client, db, path):
    response = client.get(path)
    assert (response.status_code, response.json()) == (
        404,
        {"detail": "没有这个网址；全部网址见 /api/。"},
    )


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, db, method):
    response = getattr(client, method)("/api/v1/entries")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response.json() == {"detail": "这里只能读取：请用 GET 或者 HEAD。"}


def test_a_fault_of_ours_is_told_in_json(client, db, monkeypatch):
    monkeypatch.setattr("disclosure.opendata.agencyapi.site_address", None)
    client.raise_request_exception = False
    response = client.get("/api/v1/agencies")
    assert (response.status_code, response.json()) == (500, {"detail": "服务出错，请稍后再试。"})


def test_an_address_that_asks_too_often_has_to_wait(client, agency, settings):
    settings.OPEN_DATA_PER_MINUTE = 3
    assert [client.get("/api/v1/agencies").status_code for _ in range(3)] == [200] * 3
    response = client.get("/api/v1/agencies")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= limiting.WINDOW
    assert "每分钟至多 3 次" in response.json()["detail"]
    assert response[CORS] == "*"
    other = client.get("/api/v1/agencies", REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 200
    assert client.get("/agencies/").status_code == 200


def test_the_next_minute_begins_anew(settings):
    settings.OPEN_DATA_PER_MINUTE = 1
    assert [seconds_to_wait("192.0.2.1", now) for now in (600, 630, 659, 660)] == [0, 30, 1, 0]


def test_forwarded_addresses_count_only_behind_proxies(client, agency, settings):
    settings.OPEN_DATA_PER_MINUTE = 1
    for number, status in ((1, 200), (2, 429)):
        headers = {"x-forwarded-for": f"192.0.2.{number}"}
        assert client.get("/api/v1/agencies", headers=headers).status_code == status
    settings.PROXY_COUNT = 1
    assert client.get("/api/v1/agencies", headers=headers).status_code == 200


def test_no_limit(client, agency, settings):
    settings.OPEN_DATA_PER_MINUTE = 0
    assert {client.get("/api/v1/agencies").status_code for _ in range(5)} == {200}
