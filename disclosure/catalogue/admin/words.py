"""易错词 and sensitive names: the list, a page that reads a table of them, and the table."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from disclosure.agencies.access import NoSecondLog, RemovesOneByOne, SuperuserOnly, person
from disclosure.catalogue.models.watchedwords import WatchedWord
from disclosure.catalogue.wordlist import read_words, word_table, write_words
from disclosure.lib.downloads import CSV, as_file
from disclosure.workflow.log import record


class WordsForm(forms.Form):
    """A table of words."""

    text = forms.CharField(
        label="用词表",
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="每行一个：用词、建议、例外、类型、须说明理由、说明，后面的可以不写；"
        "可从表格软件直接粘贴，或用逗号隔开，例如 布署,部署,发布署名。",
    )

    def clean(self) -> dict[str, Any]:
        """With the rows that were read, if nothing is wrong with them."""
        data: dict[str, Any] = super().clean() or {}
        if "text" not in data:
            return data
        rows, faults = read_words(data["text"])
        for fault in faults:
            self.add_error("text", fault)
        if not rows:
            self.add_error("text", "没有读到用词，请每行写一个，例如 布署,部署。")
        return data | {"rows": rows}


@admin.register(WatchedWord)
class WatchedWordAdmin(SuperuserOnly, NoSecondLog, RemovesOneByOne, admin.ModelAdmin):
    """易错词和敏感名称."""

    list_display = ("word", "suggestion", "kind", "needs_reason", "is_active")
    list_filter = ("kind", "is_active", "needs_reason")
    search_fields = ("word", "suggestion")
    fields = ("word", "kind", "suggestion", "right_in", "needs_reason", "note", "is_active")
    list_per_page = 100
    change_list_template = "admin/catalogue/watchedword/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """The pages of the table beside the stock addresses."""
        wrap = self.admin_site.admin_view
        return [
            path("enter/", wrap(watchedword_enter), name="catalogue_watchedword_enter"),
            path("table/", wrap(watchedword_table), name="catalogue_watchedword_table"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: WatchedWord, form: Any, change: bool) -> None:
        """Save and note it."""
        super().save_model(request, obj, form, change)
        action = "watchedword.changed" if change else "watchedword.created"
        note_word(action, request, obj, fields=sorted(form.changed_data))

    def delete_model(self, request: HttpRequest, obj: WatchedWord) -> None:
        """Note it, then remove it."""
        note_word("watchedword.removed", request, obj)
        super().delete_model(request, obj)


def note_word(action: str, request: HttpRequest, word: WatchedWord, **said: Any) -> None:
    """Record what became of a word."""
    record(action, on=word, by=person(request), suggestion=word.suggestion, **said)


def demand_superuser(request: HttpRequest) -> None:
    """Raise PermissionDenied for whoever does not run the site."""
    if not person(request).is_superuser:
        raise PermissionDenied("只有系统管理员可以维护易错词和敏感名称。")


def watchedword_enter(request: HttpRequest) -> HttpResponse:
    """Read a table, show what it would change, write it once confirmed."""
    demand_superuser(request)
    form = WordsForm(request.POST or None)
    if form.is_valid() and "confirm" in request.POST:
        count = write_words(form.cleaned_data["rows"], by=person(request))
        messages.success(request, f"已写入 {count} 个用词。")
        return redirect("admin:catalogue_watchedword_changelist")
    context = admin.site.each_context(request) | {
        "title": "批量录入用词",
        "form": form,
        "rows": form.cleaned_data.get("rows") if form.is_valid() else None,
        "opts": WatchedWord._meta,
    }
    return render(request, "admin/catalogue/watchedword/enter.html", context)


def watchedword_table(request: HttpRequest) -> HttpResponse:
    """The whole list as CSV."""
    demand_superuser(request)
    return as_file(HttpResponse(word_table(), content_type=CSV), "words.csv")
