"""What anybody typed is text on every page, never a part of its HTML."""

from urllib.parse import urlencode

import pytest
from django.utils.timezone import localdate
from lxml import html

from disclosure.agencies.models import Agency
from disclosure.pages.models import Category, Genre, Page, Theme
from tests.factories import make_entry, make_genre, make_theme

pytestmark = pytest.mark.django_db
TYPED = "\"'><i onerror=1>&"
TEXTS = {
    Page: (
        "title", "publisher_name", "source", "keywords", "summary", "joint_issuers",
        "document_number", "index_number", "validity_basis", "change_note",
    ),
    Agency: ("name", "short_name"),
    Category: ("name", "description", "keywords", "column_type"),
    Theme: ("name",),
    Genre: ("name",),
}  # fmt: skip


@pytest.fixture
def entry(agency, category):
    """An entry of whose texts, and those around it, none is plain; it has a neighbour."""
    made = make_entry(agency=agency, category=category, theme=make_theme(), genre=make_genre())
    make_entry(agency=agency, category=category)
    for model, names in TEXTS.items():
        model.objects.update(**dict.fromkeys(names, TYPED))
    Page.objects.update(data={"contents": [[TYPED, TYPED]]}, validity="repealed")
    return made


@pytest.mark.parametrize("method", ["active", "on_request"])
@pytest.mark.parametrize(
    "address",
    [
        "{entry}", "{entry}print/", "/catalogue/?{unknown}", "/catalogue/?{asked}",
        "/catalogue/print/?{asked}", "/columns/{column}/", "/agencies/{agency}/",
        "/archive/{day:%Y}/", "/titles/{day:%Y/%m}/", "/search/?{asked}",
    ],
)  # fmt: skip
def test_what_was_typed_is_text(citizen, entry, agency, category, address, method):
    Page.objects.update(method=method)
    asked = dict.fromkeys(("q", "agency", "category", "theme", "genre", "year"), TYPED)
    response = citizen.get(
        address.format(
            entry=entry.path, column=category.slug, agency=agency.code, day=localdate(),
            asked=urlencode(asked | {"agency": agency.code}),
            unknown=urlencode({TYPED: TYPED}),
        )
    )  # fmt: skip
    elements = html.fromstring(response.text).iter(html.etree.Element)
    assert response.status_code == 200
    assert not [one for one in elements if "onerror" in one.attrib]
    assert "<i onerror" not in response.text
    assert "&amp;lt;" not in response.text, "escaped twice"
    assert "&lt;i onerror" in response.text
