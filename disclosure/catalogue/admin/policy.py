"""The Content-Security-Policy of the page with the editor: one style of the editor, by its hash."""

from csp.decorators import csp_update

# Tiptap adds one fixed <style> of layout rules; everything else inline stays forbidden.
TIPTAP_STYLE = "'sha256-PLACEHOLDER='"

editor_policy = csp_update({"style-src": [TIPTAP_STYLE]})
