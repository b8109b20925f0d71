"""Personal data masked in a draft at one word."""

from django.db import transaction

from disclosure.agencies.models import User
from disclosure.catalogue.actions import log
from disclosure.catalogue.checks.privacy import in_text
from disclosure.catalogue.models import Edition
from disclosure.catalogue.redrafting import rewrite_draft
from disclosure.lib.hidden.htmlplaces import edits, masked_html
from disclosure.lib.personal import personal_data
from disclosure.lib.rewriting import Edit


@transaction.atomic
def mask_draft(edition: Edition, *, by: User) -> None:
    """Mask what was found in the text of a draft; files are for their owner to mend.

    Raises WrongState, PermissionDenied.
    """
    kinds = [one.kind for _, _, found in in_text(edition) for one in found]
    rewrite_draft(edition, masks, by=by, html=masked_html)
    log("edition.masked", edition, by, kinds=sorted(set(kinds)), count=len(kinds))


def masks(text: str) -> list[Edit]:
    """The edits that hide what was found in a text."""
    return edits(personal_data(text))
