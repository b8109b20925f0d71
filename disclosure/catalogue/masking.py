"""Personal data masked in a draft at one word."""

from django.db import transaction

from disclosure.agencies.models import Role, User
from disclosure.agencies.permissions import require
from disclosure.catalogue.actions import lock, log, save_draft
from disclosure.catalogue.models import Edition
from disclosure.catalogue.privacy import FIELDS, in_text
from disclosure.lib.html import fragment, inner_html
from disclosure.lib.personal import masked


@transaction.atomic
def mask_draft(edition: Edition, *, by: User) -> None:
    """Mask what was found in the text of a draft; files are for their owner to mend.

    Raises WrongState, PermissionDenied.
    """
    require(by, Role.EDITOR, edition.entry.agency)
    lock(edition)
    kinds = [one.kind for _, _, found in in_text(edition) for one in found]
    fields = {name: masked(getattr(edition, name)) for name in FIELDS}
    fields["body"] = masked_html(edition.body)
    save_draft(edition, by=by, version=edition.lock_version, **fields)
    own = getattr(edition.entry.behaviour, "mask", None)
    if own:
        own(edition, masked_html)
    log("edition.masked", edition, by, kinds=sorted(set(kinds)), count=len(kinds))


def masked_html(html: str) -> str:
    """HTML whose text is masked; its tags stay."""
    tree = fragment(html) if html.strip() else None
    if tree is None:
        return html
    for node in tree.iter():
        node.text = masked(node.text) if node.text else node.text
        node.tail = masked(node.tail) if node.tail else node.tail
    return inner_html(tree)
