"""Text rewritten inside HTML: through tags, never across blocks."""

import re

import pytest

from disclosure.lib.rewriting import Edit, rewritten, rewritten_html


def edits(text):
    return [Edit(m.start(), m.end(), "部署工作") for m in re.finditer("布署", text)]


def test_every_place_of_a_text_is_rewritten():
    assert rewritten("布署和布署", edits) == "部署工作和部署工作"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>布署</p>", "<p>部署工作</p>"),
        ("<p>一<b>布</b><i>署</i>二</p>", "<p>一<b>部署工作</b><i></i>二</p>"),
        ("<p>布<b>署布</b>署</p>", "<p>部署工作<b>部署工作</b></p>"),
        ("<p>布</p><p>署</p>", "<p>布</p><p>署</p>"),
        ("<table><tr><td>布</td><td>署</td></tr></table>",) * 2,
        ("<p>布<br>署</p>",) * 2,
        ('<p><a href="/布署/">布署</a>&amp;</p>', None),
        ("", ""),
    ],
)
def test_words_change_and_tags_stay(before, after):
    if after is None:
        after = '<p><a href="/布署/">部署工作</a>&amp;</p>'
    assert rewritten_html(before, edits).replace("%E5%B8%83%E7%BD%B2", "布署") == after
