"""A public page in the words of schema.org, for whoever gathers pages."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.encoding import iri_to_uri
from django.utils.safestring import SafeString

from disclosure.lib.dates import LOCAL
from disclosure.pages.models import Page, PublicFile

encode = json.JSONEncoder(ensure_ascii=False).encode
# Inside a script element nothing may look like the end of it.
ESCAPES = [(sign, f"\\u{ord(sign):04X}") for sign in "<>&\u2028\u2029"]


def script_text(data: dict[str, Any]) -> SafeString:
    """JSON that may stand inside a script element.

    >>> script_text({"name": "</script>甲"})
    '{"name": "\\\\u003C/script\\\\u003E甲"}'
    """
    text = encode(data)
    for sign, escaped in ESCAPES:
        text = text.replace(sign, escaped)
    return SafeString(text)  # every sign that could end the element is escaped


def script(data: dict[str, Any]) -> SafeString:
    """The element that carries it."""
    text = script_text(data)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def described(page: Page, files: Iterable[PublicFile], site: str) -> dict[str, Any]:
    """A page of an entry with its files; `site` stands before every path."""
    agency = page.agency
    told = {
        "@context": "https://schema.org",
        "@type": "Report" if page.data.get("year") else "DigitalDocument",
        "@id": site + iri_to_uri(page.path),
        "url": site + iri_to_uri(page.path),
        "name": page.title,
        "identifier": [number for number in (page.index_number, page.document_number) if number],
        "description": page.summary,
        "keywords": page.keywords.split(),
        "dateCreated": page.written_on.isoformat() if page.written_on else "",
        "datePublished": page.published_at.astimezone(LOCAL).isoformat(),
        "dateModified": page.updated_at.astimezone(LOCAL).isoformat(),
        "inLanguage": "zh-CN",
        "isAccessibleForFree": True,
        "publisher": {
            "@type": "GovernmentOrganization",
            "name": page.publisher_name,
            "identifier": agency.code,
            "url": site + agency.get_absolute_url(),
        },
        "associatedMedia": [media(file, site) for file in files],
    }
    return {name: value for name, value in told.items() if value}


def media(file: PublicFile, site: str) -> dict[str, str]:
    """A file of a page."""
    return {
        "@type": "MediaObject",
        "name": file.name,
        "contentUrl": site + iri_to_uri(file.path),
        "encodingFormat": file.content_type,
        "contentSize": f"{file.size} B",
        "sha256": file.digest,
    }
