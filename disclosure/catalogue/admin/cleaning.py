"""检查与清理: what is hidden in an attachment, the cleaned copy, and the way back."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from disclosure.agencies.access import person
from disclosure.agencies.models import Role
from disclosure.agencies.permissions import holds, scoped
from disclosure.catalogue import cleaning
from disclosure.catalogue.actions import EditConflict
from disclosure.catalogue.addresses import edition_url
from disclosure.catalogue.admin.problemlist import grouped
from disclosure.catalogue.checks.inspecting import extension_of, inspected
from disclosure.catalogue.checks.privacy import problem
from disclosure.catalogue.kinds import Problem
from disclosure.catalogue.models import Attachment, CleanedCopy, Edition
from disclosure.lib.cleaning.copying import CLEANABLE, MASKABLE, VERSION, NotCleaned
from disclosure.lib.hidden.traces import Inspected
from disclosure.workflow.states import WrongState

REFUSALS = (NotCleaned, WrongState, EditConflict)


class MakeForm(forms.Form):
    """How the copy is to be made."""

    is_masked = forms.BooleanField(
        label="同时隐去副本中的个人信息",
        required=False,
        help_text="按检查结果中的写法，例如 13800138000→138****8000。",
    )


class ReplaceForm(forms.Form):
    """One confirmation that somebody has looked at the copy."""

    copy = forms.IntegerField(widget=forms.HiddenInput)
    is_read = forms.BooleanField(
        label="我已打开副本，内容完整无误",
        error_messages={"required": "请先下载副本，打开核对，然后勾选。"},
    )


def visible_attachment(request: HttpRequest, pk: int) -> Attachment:
    """An attachment of an agency in which the person works; for others it does not exist."""
    rows = Attachment.objects.select_related(
        "blob", "original", "edition__entry__agency", "edition__author"
    )
    found = scoped(rows, person(request), agency="edition__entry__agency").filter(pk=pk).first()
    if found is None:
        raise Http404("没有这个附件。")
    return found


def attachment_clean(request: HttpRequest, pk: int) -> HttpResponse:
    """The findings, and the copies; POST makes a copy."""
    attachment = visible_attachment(request, pk)
    form = MakeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            cleaning.make_copy(attachment, by=person(request), **form.cleaned_data)
            return redirect("admin:catalogue_attachment_clean", pk)
        except REFUSALS as error:
            messages.error(request, str(error))
    return page(request, attachment)


@require_POST
def attachment_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the copy in the place of the original."""
    attachment, form = visible_attachment(request, pk), ReplaceForm(request.POST)
    if not form.is_valid():
        return page(request, attachment, form)
    copy = get_object_or_404(CleanedCopy, pk=form.cleaned_data["copy"])
    try:
        cleaning.replace_with_copy(attachment, copy, by=person(request))
        messages.success(request, f"“{attachment.name}”已换成清理副本，原件封存，不会公开。")
    except REFUSALS as error:
        messages.error(request, str(error))
    return redirect("admin:catalogue_attachment_clean", pk)


@require_POST
def attachment_unseal(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the original back."""
    attachment = visible_attachment(request, pk)
    try:
        cleaning.unseal_original(attachment, by=person(request))
        messages.success(request, f"“{attachment.name}”已恢复为原件。")
    except REFUSALS as error:
        messages.error(request, str(error))
    return redirect("admin:catalogue_attachment_clean", pk)


def problems_of(inside: Inspected) -> list[Problem]:
    """What an inspection found, as the pages list it."""
    finds = [problem(place or "文字", data, "") for place, data in inside.finds]
    return finds + [Problem(f"{one.says}。", one.severity) for one in inside.traces]


def page(
    request: HttpRequest, attachment: Attachment, refused: ReplaceForm | None = None
) -> HttpResponse:
    """The page of one attachment."""
    edition, extension = attachment.edition, extension_of(attachment.name)
    ((_, inside),) = inspected([attachment])
    may = holds(person(request), Role.EDITOR, edition.entry.agency) and edition.is_draft
    make = MakeForm()
    if extension not in MASKABLE:
        del make.fields["is_masked"]
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": f"检查与清理：{attachment.name}",
        "opts": Edition._meta,
        "attachment": attachment,
        "edition": edition,
        "problem_groups": grouped(edition, problems_of(inside)),
        "form": make if may and extension in CLEANABLE else None,
        "may_change": may,
        "can_clean": extension in CLEANABLE,
        "copies": offers(attachment, refused) if may else [],
        "back_url": edition_url(edition),
    }
    return render(request, "admin/catalogue/attachment/clean.html", context)


def offers(
    attachment: Attachment, refused: ReplaceForm | None
) -> list[tuple[CleanedCopy, ReplaceForm]]:
    """The copies of what the attachment holds now, each with its confirmation."""
    copies = CleanedCopy.objects.filter(source=attachment.blob_id, version=VERSION)
    return [
        (
            copy,
            refused
            if refused is not None and refused.data.get("copy") == str(copy.pk)
            else ReplaceForm(initial={"copy": copy.pk}, auto_id=f"id_{copy.pk}_%s"),
        )
        for copy in copies.select_related("blob").order_by("is_masked")
    ]
