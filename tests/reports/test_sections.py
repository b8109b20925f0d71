"""The article of a report falls into the sections of its form, and nothing is lost."""

from reports.schemes import scheme
from reports.sections import split_sections

GK2014 = scheme("gk2014")


def test_split_sections_by_headings():
    body = "<p>开头</p><h2>一、概述</h2><p>甲</p><h2>三、依申请公开情况</h2><p>乙</p>"
    sections, unknown = split_sections(GK2014, body)
    assert sections == {
        "preface": "<p>开头</p>",
        "overview": "<p>甲</p>",
        "requests": "<p>乙</p>",
    }
    assert unknown == ()


def test_split_sections_keeps_what_stands_under_an_unknown_heading():
    sections, unknown = split_sections(
        GK2014, "<h2>一、概述</h2><p>甲</p><h2>八、附言</h2><p>乙</p>"
    )
    assert sections["overview"] == "<p>甲</p><h2>八、附言</h2><p>乙</p>"
    assert unknown == ("八、附言",)
