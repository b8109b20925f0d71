"""The texts of a draft rewritten as a whole: fields, article, and what its kind keeps apart."""

from collections.abc import Callable
from functools import partial

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import lock, save_draft
from disclosure.catalogue.models import Edition
from disclosure.catalogue.models.writers import note_writer
from disclosure.lib.rewriting import Finder, rewritten, rewritten_html

FIELDS = ("title", "summary", "keywords", "change_note")


def rewrite_draft(
    edition: Edition, find: Finder, *, by: User, html: Callable[[str], str] | None = None
) -> None:
    """Make the edits that `find` names, inside a transaction of the caller, who logs why.

    Rich text is rewritten by `html` where more than its lines tells what to edit.
    Raises WrongState, PermissionDenied.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    lock(edition)
    fields = {name: rewritten(getattr(edition, name), find) for name in FIELDS}
    html = html or partial(rewritten_html, find=find)
    fields["body"] = html(edition.body)
    save_draft(edition, by=by, version=edition.lock_version, **fields)
    own = getattr(edition.entry.behaviour, "rewrite", None)
    if own:
        note_writer(edition, by)
        own(edition, partial(rewritten, find=find), html)
