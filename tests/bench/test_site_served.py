"""The measuring of written pages copies what was written, and asks both servers alike."""

from bench.site_served import bare, copied, delivered


def test_copies_stand_beside_what_was_written(tmp_path):
    for name in ("1", "2"):
        place = tmp_path / "catalogue" / "x" / name
        place.mkdir(parents=True)
        (place / "index.html").write_text(name)
    paths = list(copied(tmp_path, ["/catalogue/x/1/", "/catalogue/x/2/"], 5))
    assert paths == [
        "/catalogue/x/1/", "/catalogue/x/2/", "/catalogue/x/1-1/", "/catalogue/x/2-1/",
        "/catalogue/x/1-2/",
    ]  # fmt: skip
    texts = [(tmp_path / path.strip("/") / "index.html").read_text() for path in paths]
    assert texts == ["1", "2", "1", "2", "1"]


def test_both_servers_have_the_same_folder_and_as_many_processes(tmp_path):
    for make in (bare, delivered):
        text = make(tmp_path, tmp_path / "site", 8001).read_text()
        assert text.count("worker_processes 2;") == 1
        assert f"{tmp_path}/site;" in text
        assert "listen 127.0.0.1:8001;" in text
