"""The tables of the catalogue, and the rules that need nothing but their own rows."""

from disclosure.catalogue.models.emergencies import EmergencyRelease
from disclosure.catalogue.models.entries import Edition, EditionQuerySet, Entry, Origin
from disclosure.catalogue.models.erasures import Erasure
from disclosure.catalogue.models.numbering import IndexCounter, IndexNumber, IndexNumberRule
from disclosure.catalogue.models.reviews import Review, ReviewStep
from disclosure.catalogue.models.stored import Attachment, Blob, CleanedCopy, Inspection, Rendition
from disclosure.catalogue.models.watchedwords import WatchedWord
from disclosure.catalogue.models.windows import ReleaseWindow
from disclosure.catalogue.models.withdrawals import WithdrawalReason
from disclosure.catalogue.models.workdays import SpecialDay
from disclosure.catalogue.models.workerbeat import WorkerBeat
from disclosure.catalogue.models.writers import Writing

__all__ = [
    "Attachment",
    "Blob",
    "CleanedCopy",
    "Edition",
    "EditionQuerySet",
    "EmergencyRelease",
    "Entry",
    "Erasure",
    "IndexCounter",
    "IndexNumber",
    "IndexNumberRule",
    "Inspection",
    "Origin",
    "ReleaseWindow",
    "Rendition",
    "Review",
    "ReviewStep",
    "SpecialDay",
    "WatchedWord",
    "WithdrawalReason",
    "WorkerBeat",
    "Writing",
]
