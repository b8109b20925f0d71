"""Attachments that are not public: for staff of their agency, and noted."""

from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.http import FileResponse, Http404, HttpRequest
from django.urls import URLPattern, path

from disclosure.agencies.access import ReadOnly, hidden, note_access, person
from disclosure.agencies.permissions import scoped
from disclosure.catalogue.models import Attachment
from disclosure.lib import blobs


@admin.register(Attachment)
class AttachmentAdmin(ReadOnly, admin.ModelAdmin):
    """Only the download; attachments are written on the form of their edition."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Never listed."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The download before the stock addresses."""
        view = hidden(self.admin_site.admin_view(download))
        own = path("<int:pk>/download/", view, name="catalogue_attachment_download")
        return [own, *super().get_urls()]


def download(request: HttpRequest, pk: int) -> FileResponse:
    """The file, to staff of its agency; strangers to the agency are told nothing."""
    user = person(request)
    rows = Attachment.objects.select_related("blob", "edition")
    attachment = scoped(rows, user, agency="edition__entry__agency").filter(pk=pk).first()
    if attachment is None:
        raise Http404("没有这个附件。")
    if attachment.blob.erased_at:
        raise Http404("内容已依法清除。")
    file = blobs.path(Path(settings.PRIVATE_ROOT), attachment.blob_id)
    if not file.is_file():
        raise Http404("附件的内容不在文件库中，请联系管理员。")
    note_access(request, "attachment.downloaded", on=attachment.edition, title=attachment.name)
    return FileResponse(
        file.open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.blob.content_type,
    )
