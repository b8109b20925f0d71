"""Releasing many: a page that says what will go out and what not, then one that reports."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosure.agencies.access import person
from disclosure.catalogue.addresses import edition_url
from disclosure.catalogue.models import Edition
from disclosure.catalogue.release.bulk import (
    MOST,
    MOST_AT_ONCE,
    Outcome,
    is_many,
    look_ahead,
    release_many,
)
from disclosure.catalogue.stepforms import PublishManyForm

ACTION = "publish_selected"


def publish_many(request: HttpRequest, editions: list[Edition]) -> HttpResponse | None:
    """Ask first; then release or schedule each, and show what became of it."""
    if len(editions) > MOST:
        messages.error(request, f"一次最多办理 {MOST} 条，您选了 {len(editions)} 条，请分批办理。")
        return None
    confirmed = "confirm" in request.POST
    form = PublishManyForm(request.POST if confirmed else None)
    if confirmed and form.is_valid():
        outcomes = release_many(editions, by=person(request), **form.cleaned_data)
        return render(request, "admin/catalogue/edition/released.html", context(
            request, outcomes, title="发布结果", at=form.cleaned_data["at"],
            handed_over=is_many(editions) and not form.cleaned_data["at"],
        ))  # fmt: skip
    outcomes = look_ahead(editions, by=person(request))
    if not any(is_left(one) for one in outcomes):
        del form.fields["timed_too"]
    return render(request, "admin/catalogue/edition/release_many.html", context(
        request, outcomes, title="发布所选条目", form=form,
        action=ACTION, checkbox=ACTION_CHECKBOX_NAME, chosen=[one.pk for one in editions],
        handed_over=is_many(editions), most=MOST_AT_ONCE,
    ))  # fmt: skip


def is_left(outcome: Outcome) -> bool:
    """Whether an edition could go out, and waits for its time instead."""
    return outcome.is_timed and not outcome.refusal


def context(request: HttpRequest, outcomes: list[Outcome], **more: Any) -> dict[str, Any]:
    """What both pages list: what goes out, what waits for its time, and what not and why."""
    rows = [(one, edition_url(one.edition)) for one in outcomes]
    return admin.site.each_context(request) | {
        "accepted": [(one.edition, url) for one, url in rows if not (one.refusal or one.is_timed)],
        "timed": [(one.edition, url) for one, url in rows if is_left(one)],
        "refused": [(one.edition, url, one.refusal) for one, url in rows if one.refusal],
        "opts": Edition._meta,
        **more,
    }
