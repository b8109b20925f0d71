"""Attachments that are not public: for staff of their agency, and noted."""

from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.http import FileResponse, Http404, HttpRequest
from django.urls import URLPattern, path

from disclosure.agencies.access import ReadOnly, hidden, note_access
from disclosure.catalogue.admin.cleaning import (
    attachment_clean,
    attachment_replace,
    attachment_unseal,
    visible_attachment,
)
from disclosure.catalogue.models import Attachment, Blob
from disclosure.lib import blobs


@admin.register(Attachment)
class AttachmentAdmin(ReadOnly, admin.ModelAdmin):
    """Downloads and cleaning; attachments are written on the form of their edition."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Never listed."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Our own addresses before the stock ones."""
        wrap, name = self.admin_site.admin_view, "catalogue_attachment"
        return [
            path("<int:pk>/download/", hidden(wrap(download)), name=f"{name}_download"),
            path("<int:pk>/original/", hidden(wrap(original)), name=f"{name}_original"),
            path("<int:pk>/copy/<int:copy>/", hidden(wrap(cleaned)), name=f"{name}_copy"),
            path("<int:pk>/clean/", wrap(attachment_clean), name=f"{name}_clean"),
            path("<int:pk>/replace/", wrap(attachment_replace), name=f"{name}_replace"),
            path("<int:pk>/unseal/", wrap(attachment_unseal), name=f"{name}_unseal"),
            *super().get_urls(),
        ]


def download(request: HttpRequest, pk: int) -> FileResponse:
    """The file, to staff of its agency; strangers to the agency are told nothing."""
    attachment = visible_attachment(request, pk)
    return noted(request, attachment, attachment.blob, "attachment.downloaded")


def original(request: HttpRequest, pk: int) -> FileResponse:
    """The sealed original, which is never released."""
    attachment = visible_attachment(request, pk)
    if attachment.original is None:
        raise Http404("这个附件没有封存的原件。")
    return noted(request, attachment, attachment.original, "attachment.original_downloaded")


def cleaned(request: HttpRequest, pk: int, copy: int) -> FileResponse:
    """A cleaned copy, to be looked at before it takes the place of the original."""
    attachment = visible_attachment(request, pk)
    found = attachment.blob.cleaned_copies.filter(pk=copy).select_related("blob").first()
    if found is None or found.blob is None:
        raise Http404("没有这个清理副本。")
    return noted(request, attachment, found.blob, "attachment.copy_downloaded")


def noted(request: HttpRequest, attachment: Attachment, blob: Blob, action: str) -> FileResponse:
    """A stored content under the attachment's name, with a line in the access log."""
    if blob.erased_at:
        raise Http404("内容已依法清除。")
    file = blobs.path(Path(settings.PRIVATE_ROOT), blob.digest)
    if not file.is_file():
        raise Http404("附件的内容不在文件库中，请联系管理员。")
    note_access(request, action, on=attachment.edition, title=attachment.name)
    return FileResponse(
        file.open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type=blob.content_type,
    )
