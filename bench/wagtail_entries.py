"""Fill our site for the comparison with Wagtail, and hand the made entries over.

`python -m bench.wagtail_entries COUNT FILE` writes a line of JSON for each page that has an article
and prints the addresses that are asked, as JSON.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from bench.list_pages import fill
from disclosure.pages.models import Page

ROW = re.compile(r"<tr><th>(.*?)</th><td>(.*?)</td><td>(.*?)</td></tr>")


def entry(page: Page) -> dict[str, Any]:
    """What the other site needs of a page."""
    text, _, table = page.article.partition("<table>")
    return {
        "title": page.title,
        "agency": page.agency.name,
        "code": page.agency.code,
        "column": page.category.name,
        "index_number": page.index_number,
        "published_at": page.published_at.isoformat(),
        "text": text,
        "table": [list(cells) for cells in ROW.findall(table)],
    }


def main() -> None:
    """Fill, hand over, tell."""
    fill(int(sys.argv[1]))
    pages = Page.objects.exclude(article="").select_related("agency", "category").order_by("pk")
    with Path(sys.argv[2]).open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(entry(page)) + "\n" for page in pages.iterator(500))
    middle = pages[pages.count() // 2]
    print(json.dumps({"list": "/catalogue/", "entry": middle.path}))


if __name__ == "__main__":
    main()
