"""An edition to read: as the public will see it, and as staff see its record."""

from dataclasses import dataclass
from types import SimpleNamespace

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from disclosure.agencies.access import note_access, person
from disclosure.catalogue.addresses import edition_url
from disclosure.catalogue.admin.panel import panel
from disclosure.catalogue.admin.steps import visible_edition
from disclosure.catalogue.comparing import compare
from disclosure.catalogue.models import Attachment, Edition
from disclosure.catalogue.permissions import is_live
from disclosure.catalogue.release.pagedata import page_data
from disclosure.pages.editions import PageEdition, corrections
from disclosure.pages.entryhtml import places
from disclosure.pages.frames import ready
from disclosure.pages.models import Method, Page


@dataclass(frozen=True)
class PreviewFile:
    """An attachment as the public template prints it, behind the staff's address."""

    name: str
    size: int
    content_type: str
    path: str
    description: str

    @property
    def extension(self) -> str:
        """As the public page prints it."""
        return self.name.rpartition(".")[2].upper()


def preview_file(attachment: Attachment) -> PreviewFile:
    """Name, size and the logged download of staff."""
    return PreviewFile(
        attachment.name,
        attachment.blob.size,
        attachment.blob.content_type,
        reverse("admin:catalogue_attachment_download", args=[attachment.pk]),
        attachment.description,
    )


def unsaved_page(edition: Edition) -> tuple[Page, list[PageEdition]]:
    """The page that publication would put up, and its corrections."""
    data = page_data(edition.intended_entry(), edition)
    page = Page(**data.values())
    page.publisher_name = page.publisher_name or edition.entry.agency.label
    page.index_number = page.index_number or "提交时编号"
    if data.history:  # a correction cannot go out without a note, by which its page is updated
        page.change_note = page.change_note or "提交前填写"
    return page, corrections([PageEdition(page=page, **vars(one)) for one in data.history])


def edition_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly the public page, with a banner, for staff of the agency only."""
    edition = visible_edition(request, pk)
    if not is_live(edition):
        note_access(request, "edition.previewed", on=edition)
    is_open = edition.entry.method == Method.ACTIVE
    there = edition.attachments.filter(blob__erased_at=None).select_related("blob")
    files = there if is_open else ()
    page, past = unsaved_page(edition)
    more = {
        "is_report": "year" in page.data,
        "files": [preview_file(file) for file in files],
        "corrections": past,
    }
    html = places(page, f"{request.scheme}://{request.get_host()}{page.path}", more)
    context = ready(html) | {
        "path": "",  # its views are not counted
        "back_url": edition_url(edition),
        "preview": SimpleNamespace(state=edition.get_state_display(), number=edition.number),
    }
    response = render(request, "admin/catalogue/edition/preview.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response


def edition_version(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition to read, with its state, what one may do, and what happened."""
    edition = visible_edition(request, pk)
    context = admin.site.each_context(request) | panel(edition, person(request))
    context |= {
        "title": edition.title,
        "opts": Edition._meta,
        "files": edition.attachments.select_related("blob"),
        "article": edition.entry.behaviour.render(edition).html,
        "newest_url": edition_url(newest_of(edition)),
        "is_newest": newest_of(edition).pk == edition.pk,
    }
    return render(request, "admin/catalogue/edition/detail.html", context)


def edition_compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """What differs between any two editions of an entry, the older first."""
    edition = visible_edition(request, pk)
    rows = edition.entry.editions.select_related("entry__agency", "theme", "genre")
    pair = list(rows.filter(pk__in=(pk, other)).order_by("number"))
    if len(pair) != 2:
        raise Http404("没有这两个版本。")
    old, new = pair
    context = admin.site.each_context(request) | {
        "title": f"第 {old.number} 版与第 {new.number} 版的差别",
        "opts": Edition._meta,
        "edition": edition,
        "old": old,
        "new": new,
        "comparison": compare(old, new),
        "back_url": reverse("admin:catalogue_edition_version", args=[pk]),
    }
    return render(request, "admin/catalogue/edition/compare.html", context)


def edition_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """The comparison of the two editions that were ticked in the list of versions."""
    edition = visible_edition(request, pk)
    chosen = [request.GET.get(side, "") for side in ("old", "new")]
    known = {str(pk) for pk in edition.entry.editions.values_list("pk", flat=True)}
    if not known.issuperset(chosen):
        raise Http404("没有这两个版本。")
    if chosen[0] == chosen[1]:
        messages.info(request, "请在“旧”“新”两栏各选一个不同的版本，再比较。")
        return redirect("admin:catalogue_edition_version", pk)
    return redirect("admin:catalogue_edition_compare", *chosen)


def newest_of(edition: Edition) -> Edition:
    """The last edition of the same entry."""
    return edition.entry.editions.order_by("-number").select_related("entry")[0]
