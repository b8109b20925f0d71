"""HTML falls into lines and tables, and spans are resolved."""

import pytest

from disclosure.lib.blocks import from_html

TABLE = """<table><tr><th rowspan="2">甲</th><th colspan="2">乙</th></tr>
<tr><td>丙</td><td>丁</td></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>"""


def test_from_html_resolves_spans():
    (block,) = from_html(TABLE)
    assert block.grid == (("甲", "乙", "乙"), ("甲", "丙", "丁"), ("1", "2", "3"))


@pytest.mark.parametrize("span", ["0", "x", "-1", "", "99999999"])
def test_from_html_survives_absurd_spans(span):
    (block,) = from_html(TABLE.replace('rowspan="2"', f'rowspan="{span}"'))
    assert block.grid[0][0] == "甲"
    assert len(block.grid) <= 200


def test_from_html_breaks_lines_at_boxes_and_keeps_emphasis():
    blocks = from_html("<div>一<p>二<b>三</b></p>四<br>五 &lt;六&gt;</div>")
    assert [block.text for block in blocks] == ["一", "二三", "四", "五 <六>"]
    assert [block.html for block in blocks][1::2] == ["二<b>三</b>", "五 &lt;六&gt;"]


def test_from_html_passes_over_scripts_and_styles():
    assert (
        from_html("<style>p {}</style><script>x</script><p>字<script>y</script></p>")[0].text
        == "字"
    )


def test_from_html_reads_a_layout_table_as_lines():
    (line,) = from_html("<table><tr><td>发布机构：</td><td>市局</td></tr></table>")
    assert line.text.split() == ["发布机构：", "市局"]


def test_terms_stand_on_one_line_with_what_they_mean():
    blocks = from_html("<dl><dt>索引号</dt><dd>12/3</dd><dt>来源：</dt><dd>市局</dd></dl>")
    assert [block.text for block in blocks] == ["索引号：12/3", "来源：市局"]
