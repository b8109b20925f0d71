"""The plain document: its body is all there is."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from disclosure.catalogue.kinds import FreeText, Problem, Rendered, RenditionData
from disclosure.lib.html import plain_text

if TYPE_CHECKING:
    from disclosure.catalogue.models import Edition


class DocumentKind:
    """A document whose content is its text and its attachments."""

    label = "一般信息"

    def render(self, edition: "Edition") -> Rendered:
        """The sanitised body."""
        return Rendered(html=edition.body, text=plain_text(edition.body))

    def renditions(self, edition: "Edition") -> Iterable[RenditionData]:
        """None: its files are its attachments."""
        return ()

    def copy(self, old: "Edition", new: "Edition") -> None:
        """Nothing: the body is a column of the edition."""

    def digest(self, edition: "Edition") -> str:
        """Nothing beyond the edition's own columns."""
        return ""

    def free_texts(self, edition: "Edition") -> Iterable[FreeText]:
        """None beyond the edition's own columns."""
        return ()

    def problems(self, edition: "Edition") -> Iterable[Problem]:
        """A document needs text or an attachment."""
        if not plain_text(edition.body).strip() and not edition.attachments.exists():
            yield Problem("正文和附件不能同时为空：请填写正文，或上传附件。", field="body")
