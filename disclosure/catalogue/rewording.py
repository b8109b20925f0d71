"""Wrong words put right in a draft at one word."""

from django.db import transaction

from disclosure.agencies.models import User
from disclosure.catalogue.actions import log
from disclosure.catalogue.checks.words import corrections, found_words
from disclosure.catalogue.models import Edition
from disclosure.catalogue.models.watchedwords import finder_of
from disclosure.catalogue.redrafting import rewrite_draft


@transaction.atomic
def correct_words(edition: Edition, *, by: User, keep: str = "") -> None:
    """Replace every watched word that has a suggestion; the rest is for a person to judge.

    `keep` names words, separated by blanks, that stay as they are. Raises WrongState,
    PermissionDenied.
    """
    kept = keep.split()
    found = [one for one in found_words(edition) if one.word.suggestion]
    found = [one for one in found if one.word.word not in kept]
    finder = finder_of(one.word for one in found)
    rewrite_draft(edition, lambda text: corrections(text, finder), by=by)
    words = sorted({f"{one.word.word}→{one.word.suggestion}" for one in found})
    log("edition.corrected", edition, by, words=words, count=sum(one.count for one in found))
