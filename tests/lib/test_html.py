"""Rich text after sanitising: clean, complete, and stable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.lib.html import plain_text, sanitise

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{}</style>
<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]--></head><body>
<!--StartFragment--><h1 style='mso-pagination:none'>一、概述<o:p></o:p></h1>
<p class=MsoNormal style='text-indent:32.0pt'><span lang=EN-US style='font-family:仿宋_GB2312'>
2016</span><span>年工作<b>要点</b></span><o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<table class=MsoTableGrid border=1><tr><td colspan=2 rowspan=1 width=100><p>指标</p></td></tr>
<tr><td>甲</td><td>1</td></tr></table><img width=3 src="file:///C:/a.png">
<a href="javascript:alert(1)">链接</a><!--EndFragment--></body></html>"""


def test_paste_from_word_keeps_structure_and_nothing_else():
    html = sanitise(WORD)
    for rubbish in (
        "mso",
        "Mso",
        "style",
        "class",
        "o:p",
        "file:",
        "javascript",
        "<img",
        "span>",
    ):
        assert rubbish not in html
    assert "<h2>一、概述</h2>" in html
    assert "<strong>要点</strong>" in html
    assert 'colspan="2"' in html


@pytest.mark.parametrize(
    ("given_html", "expected"),
    [
        ("<p>甲</p><script>alert(1)</script>", "<p>甲</p>"),
        ("<p>甲</p><p>&nbsp;</p><p><br></p>", "<p>甲</p>"),
        ('<p onclick="x()">甲</p>', "<p>甲</p>"),
        ('<img src="/files/a/b.png" alt="图">', '<img src="/files/a/b.png" alt="图">'),
        ("<h6>末级</h6>", "<h4>末级</h4>"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_sanitise(given_html, expected):
    assert sanitise(given_html) == expected


@given(st.text(alphabet="<>/abph123tdr \"'=&;中文!-[]:", max_size=80))
def test_sanitised_again_is_the_same(text):
    once = sanitise(text)
    assert sanitise(once) == once


@given(st.text(alphabet="中文段落内容0123", max_size=50))
def test_no_text_is_lost(text):
    assert plain_text(sanitise(f"<p>{text}</p>")) == text


def test_plain_text_puts_blocks_on_lines_of_their_own():
    assert (
        plain_text("<h2>一、概述</h2><p>甲</p><ul><li>乙</li><li>丙</li></ul>")
        == "一、概述\n甲\n乙\n丙"
    )
