"""What the API has to tell: entries whose changes have settled."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models import F

from disclosure.pages.models import Page


@pytest.fixture(autouse=True)
def no_requests_yet():
    """Every test begins with the whole allowance of its address."""
    cache.clear()


@pytest.fixture
def settle(db):
    """Make every change so far lie back far enough to be told."""
    return lambda: Page.objects.update(changed_at=F("changed_at") - timedelta(minutes=10))


@pytest.fixture
def ask(client):
    """Ask an address of the API; the answer as JSON, whatever its status."""

    def asked(path, status=200, **query):
        address = path if path.startswith("http") else f"/api/v1/{path}"
        response = client.get(address, query or None)
        assert response.status_code == status, response.content.decode()
        return response.json()

    return asked
