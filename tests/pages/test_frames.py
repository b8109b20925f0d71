"""A frame is the page that its template would have made."""

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from disclosure.pages import frames
from disclosure.pages.cataloguepage import CATALOGUE
from disclosure.pages.context import texts
from disclosure.pages.frames import Frame

PLAIN = "<p>{{ words }}</p>{{ site.name }}<i{{ kind }}></i>{{ words }}"


@pytest.fixture
def written(monkeypatch):
    """Make a frame of a template's words."""

    def make(words, *places):
        def render(name, context):
            return Template(words).render(Context(context))

        monkeypatch.setattr(frames, "render_to_string", render)
        return Frame("words", *places)

    return make


def test_frame_is_filled_as_its_template(written):
    html = {"words": mark_safe("<b>甲</b>"), "kind": mark_safe(' class="乙"')}
    wanted = Template(PLAIN).render(Context(html | {"site": texts()}))
    frame = written(PLAIN, *html)
    assert [frame.response(html).text for _ in range(2)] == [wanted, wanted]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("{{ words }}", "has no place for kind"),
        ("{{ words }}{% if kind %}<p>{{ kind }}</p>{% endif %}", "decides by what is put"),
        ("{{ words|default:'无' }}{{ kind }}", "decides by what is put"),
    ],
)
def test_template_that_decides_by_its_places_is_refused(written, words, fault):
    with pytest.raises(ValueError, match=fault):
        written(words, "words", "kind").response({"words": "", "kind": ""})


def test_whole_page_is_the_same_as_from_its_template():
    html = {name: f"<i>{name}</i>" for name in CATALOGUE.places}
    safe = {name: mark_safe(value) for name, value in html.items()}
    plain = render_to_string(CATALOGUE.template, safe | {"site": texts()})
    assert CATALOGUE.response(html).text == plain
