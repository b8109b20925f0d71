"""What every template knows about the site."""

from functools import cache
from types import SimpleNamespace

from django.conf import settings
from django.http import HttpRequest

FIELDS = (
    "name", "domain", "id_code", "sponsor", "contact", "icp", "police", "error_report_url",
    "colour",
)  # fmt: skip


@cache
def texts() -> SimpleNamespace:
    """The site's own texts from the settings; what is empty is not shown."""
    return SimpleNamespace(**{name: getattr(settings, f"SITE_{name.upper()}") for name in FIELDS})


def site(request: HttpRequest) -> dict[str, SimpleNamespace]:
    """Offer the texts as `site`."""
    return {"site": texts()}
