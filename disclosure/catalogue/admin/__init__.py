"""The clerk's desk."""

from disclosure.catalogue.admin.calendar import SpecialDayAdmin
from disclosure.catalogue.admin.edition import EditionAdmin
from disclosure.catalogue.admin.erasures import ErasureAdmin
from disclosure.catalogue.admin.events import ToldEventAdmin
from disclosure.catalogue.admin.files import AttachmentAdmin
from disclosure.catalogue.admin.proof import ReviewAdmin
from disclosure.catalogue.admin.registers import (
    IndexNumberAdmin,
    IndexNumberRuleAdmin,
    ReviewStepAdmin,
)
from disclosure.catalogue.admin.windows import ReleaseWindowAdmin
from disclosure.catalogue.admin.words import WatchedWordAdmin

__all__ = [
    "AttachmentAdmin",
    "EditionAdmin",
    "ErasureAdmin",
    "IndexNumberAdmin",
    "IndexNumberRuleAdmin",
    "ReleaseWindowAdmin",
    "ReviewAdmin",
    "ReviewStepAdmin",
    "SpecialDayAdmin",
    "ToldEventAdmin",
    "WatchedWordAdmin",
]
