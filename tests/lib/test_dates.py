"""Dates and moments as sites print them."""

from datetime import date

import pytest

from disclosure.lib.dates import NotADate, read_date, read_moment


@pytest.mark.parametrize(
    "text",
    ["2017-05-04", "2017年5月4日", "2017/5/4", "２０１７－０５－０４", " 2017.5.4 "],
)
def test_read_date(text):
    assert read_date(text) == date(2017, 5, 4)


@pytest.mark.parametrize(
    "text", ["", "2017-02-30", "2017", "昨天", "2017-13-01", "2017-05-04 08:36"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(NotADate, match="应写作"):
        read_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "2017-05-04 08: 36",
        "2017-05-04 08:36",
        "2017-05-04T08:36:59",
        "2017年5月4日 8时36分",
    ],
)
def test_read_moment(text):
    assert read_moment(text).isoformat() == "2017-05-04T08:36:00+08:00"


@pytest.mark.parametrize("text", ["2017-05-04", "2017-05-04 25:00", "08:36"])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(NotADate):
        read_moment(text)
