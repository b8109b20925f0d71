"""The Content-Security-Policy of the page with the editor: one style of the editor, by its hash."""

from collections.abc import Callable
from typing import TypeVar, cast

from csp.decorators import csp_update
from django.http import HttpResponseBase

# Tiptap adds one fixed <style> of layout rules; everything else inline stays forbidden.
TIPTAP_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def editor_policy(view: View) -> View:
    """The same view under the policy of pages with the editor."""
    return cast("View", csp_update({"style-src": [TIPTAP_STYLE]})(view))
