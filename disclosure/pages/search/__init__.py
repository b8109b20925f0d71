"""Search: an index kept with each page, in the database or on a server of its own.

Chinese is searched by characters, not by a dictionary. The modules, from below: `query` what was
typed, `documents` what is indexed, `engine` the seam, `sqlite`, `postgres` (`planning`: how it is
asked) and `opensearch` behind it, `keeping` which one is asked; `ranking`, `snippets`, `facets`,
`suggestions` and `results` what a reader sees.
"""

from disclosure.pages.search.keeping import (
    engine,
    find,
    forget,
    index,
    is_indexed,
    reconcile,
    unindex,
    untold,
)

__all__ = [
    "engine", "find", "forget", "index", "is_indexed", "reconcile", "unindex", "untold",
]  # fmt: skip
