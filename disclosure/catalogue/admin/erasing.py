"""The two pages of a purge: asking for it, and confirming or cancelling it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from disclosure.agencies.access import person
from disclosure.catalogue.addresses import edition_url
from disclosure.catalogue.admin.steps import visible_edition
from disclosure.catalogue.erasure.erasing import (
    ErasureRefused,
    cancel_erasure,
    confirm_erasure,
    request_erasure,
    wished,
)
from disclosure.catalogue.erasure.forms import CancelForm, ConfirmForm, EraseForm
from disclosure.catalogue.erasure.leftfiles import left_files
from disclosure.catalogue.erasure.purging import Plan
from disclosure.catalogue.models import Edition, Entry
from disclosure.catalogue.models.erasures import DAYS
from disclosure.catalogue.permissions import BY_VERB, demand
from disclosure.lib.dates import to_minute
from disclosure.workflow.states import WrongState

REFUSALS = (ErasureRefused, WrongState, PermissionDenied)


def edition_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Name what is to go, see all that would go, ask another person to confirm."""
    edition = visible_edition(request, pk)
    demand(BY_VERB["erase"], edition, person(request))
    form = EraseForm(edition.entry, request.POST if request.method == "POST" else None)
    context = page(request, edition, "erase") | {"form": form, "days": DAYS}
    if request.method == "POST" and form.is_valid():
        if "_request" in request.POST and asked(request, edition, form.cleaned_data):
            return redirect(edition_url(edition))
        user = person(request)
        plan = Plan(wished(edition.entry, by=user, **form.cleaned_data))
        context |= {"plan": plan, "left_files": left_files(plan)}
    return render(request, "admin/catalogue/erasure/request.html", context)


def asked(request: HttpRequest, edition: Edition, scope: dict[str, Any]) -> bool:
    """Make the request and say so, or say why not."""
    try:
        request_erasure(edition.entry, by=person(request), **scope)
    except REFUSALS as error:
        messages.error(request, str(error))
        return False
    messages.success(request, f"已申请清除，等待另一位同事在 {DAYS} 天内确认；确认之前内容不变。")
    return True


def edition_erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """What another person asked for: confirm it with the index number, or cancel it."""
    edition = visible_edition(request, pk)
    user = person(request)
    demand(BY_VERB["erasure"], edition, user)
    erasure = edition.entry.erasures.open().select_related("requested_by").first()
    if erasure is None:
        messages.info(request, outcome_of(edition.entry))
        return redirect(edition_url(edition))
    plan = Plan(erasure)
    posted = request.POST if request.method == "POST" else None
    is_cancelled = posted is not None and "_cancel" in posted
    confirm = ConfirmForm(edition.entry, None if is_cancelled else posted)
    confirm.initial["seen"] = plan.digest
    cancel = CancelForm(posted if is_cancelled else None)
    form = cancel if is_cancelled else confirm
    if posted is not None and form.is_valid() and decided(request, plan, form):
        return redirect(edition_url(edition))
    context = page(request, edition, "erasure") | {"plan": plan, "erasure": erasure}
    context["left_files"] = left_files(plan)
    context |= {"form": confirm, "cancel": cancel, "is_own": erasure.requested_by_id == user.pk}
    return render(request, "admin/catalogue/erasure/confirm.html", context)


def outcome_of(entry: Entry) -> str:
    """What became of the last request, for who comes when there is none to decide."""
    last = entry.erasures.select_related("confirmed_by").order_by("-requested_at").first()
    if last is None:
        return "该条目没有在办的清除申请。"
    if last.confirmed_at:
        at = to_minute(last.confirmed_at)
        return f"该条目的清除申请已由{last.confirmed_by}于 {at} 确认清除，不需要再办理。"
    return f"该条目的清除申请已取消：{last.outcome}。"


def decided(request: HttpRequest, plan: Plan, form: ConfirmForm | CancelForm) -> bool:
    """Do what was decided and say so, or say why not."""
    data, user = form.cleaned_data, person(request)
    try:
        if isinstance(form, CancelForm):
            cancel_erasure(plan.erasure, by=user, reason=data["reason"])
            messages.success(request, "清除申请已取消，申请中的字词不再保存。")
        else:
            confirm_erasure(plan.erasure, by=user, seen=data["seen"])
            messages.success(request, "已清除，操作记录中留有清除的记录和摘要。")
    except REFUSALS as error:
        messages.error(request, str(error))
        return False
    return True


def page(request: HttpRequest, edition: Edition, verb: str) -> dict[str, Any]:
    """What both pages show."""
    return admin.site.each_context(request) | {
        "title": BY_VERB[verb].label,
        "edition": edition,
        "entry": edition.entry,
        "task": BY_VERB[verb],
        "back_url": edition_url(edition),
        "opts": Edition._meta,
    }
