"""The fixed cast: two agencies, the people who work there, and those who do not."""

import pytest

from disclosure.agencies.models import Role
from disclosure.pages.cataloguepage import filter_forms, filter_options
from disclosure.pages.counted import remembered
from tests.factories import make_agency, make_category, make_member, make_user


@pytest.fixture(autouse=True)
def stores(settings, tmp_path, request):
    """Every test has a private and a public file store of its own; PDFs where it asks for them."""
    settings.PDF_RENDITIONS = request.node.get_closest_marker("pango") is not None
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.PUBLIC_ROOT = tmp_path / "public"
    for kept in (filter_forms, filter_options, remembered):
        kept.forget()  # the database goes back, which it never does in life


@pytest.fixture
def agency(db):
    """The agency in which the cast works."""
    return make_agency(name="云岚市政务服务中心", short_name="市政务服务中心", code="002668020")


@pytest.fixture
def other_agency(db):
    return make_agency(name="云岚市湖港镇人民政府", short_name="湖港镇", code="014320144")


@pytest.fixture
def clerk(agency):
    """Writes."""
    return make_member(agency, Role.EDITOR, username="clerk", name="编辑甲")


@pytest.fixture
def second_clerk(agency):
    return make_member(agency, Role.EDITOR, username="second-clerk", name="编辑乙")


@pytest.fixture
def reviewer(agency):
    return make_member(agency, Role.REVIEWER, Role.SECRECY, username="reviewer", name="审核甲")


@pytest.fixture
def publisher(agency):
    """Releases what others wrote."""
    return make_member(agency, Role.PUBLISHER, username="publisher", name="发布甲")


@pytest.fixture
def outsider(other_agency):
    """Holds every role, in another agency."""
    return make_member(
        other_agency, Role.EDITOR, Role.PUBLISHER, Role.REVIEWER, username="outsider"
    )


@pytest.fixture
def administrator(db):
    return make_user(username="administrator", is_superuser=True)


@pytest.fixture
def citizen(client):
    """A stranger with a browser."""
    return client


@pytest.fixture
def category(db):
    return make_category(name="政府信息公开年报", slug="reports")
