"""What is rendered once sees the site's own texts only."""

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError

from disclosure.pages.templatetags.numbering import page_numbers


def rendered(source, **values):
    return Template(f"{{% load once %}}{source}").render(Context(values))


def test_what_is_rendered_once_does_not_know_the_page():
    source = "{% once %}[{{ site.name }}{{ title }}]{% endonce %}{{ title }}"
    assert rendered(source, title="甲", site=None) == "[政府信息公开]甲"


def test_what_is_rendered_once_is_kept():
    template = Template("{% load once %}{% once %}{% now 'u' %}{% endonce %}")
    assert template.render(Context()) == template.render(Context())


def test_block_in_what_is_rendered_once_is_refused():
    with pytest.raises(TemplateSyntaxError, match="block"):
        rendered("{% once %}{% block title %}{% endblock %}{% endonce %}")


def test_page_numbers_escape_the_query_and_name_the_neighbours():
    rows = Paginator(range(200), 10).page(3)
    html = page_numbers(Context({"query": 'q="><b>&year=2015'}), rows)
    assert "<b>" not in html
    start = '<a href="?q=&quot;&gt;&lt;b&gt;&amp;year=2015&amp;page='
    assert f'{start}2" rel="prev">上一页</a>' in html
    assert f'{start}4" rel="next">下一页</a>' in html
    assert f'{start}20" aria-label="第 20 页">20</a>' in html
    assert '<span aria-current="page">3</span>' in html
    assert '<span class="gap">…</span>' in html


def test_single_page_has_no_numbers():
    assert page_numbers(Context(), Paginator(range(5), 10).page(1)) == ""
