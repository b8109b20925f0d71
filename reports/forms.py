"""What staff fill in for a report, apart from its tables."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.utils import timezone
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget

from disclosure.agencies.models import Agency, Role, User
from disclosure.agencies.permissions import agencies_for
from disclosure.catalogue.forms import EXTENSIONS
from disclosure.catalogue.models import Edition
from disclosure.pages.models import Genre, Theme
from reports.schemes import all_schemes


class NewReportForm(forms.Form):
    """Agency and year; everything else follows."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label="机构")
    year = forms.TypedChoiceField(
        label="报告年度", coerce=int, help_text="按报告年度自动选用统计表式。"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = agencies_for(user, Role.EDITOR).current()
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        only = agencies[:2]
        if len(only) == 1:
            self.fields["agency"].initial = only[0]
        last = timezone.localdate().year - 1
        years = sorted({year for form in all_schemes() for year in form.years if year <= last})
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            (year, f"{year} 年度") for year in reversed(years)
        ]


class AboutForm(forms.ModelForm):
    """What the page says of a report beside its text."""

    class Meta:
        model = Edition
        fields = (
            "title", "written_on", "source", "publisher_name", "document_number", "theme", "genre",
            "summary", "change_note", "hides_previous",
        )  # fmt: skip
        widgets = {"written_on": AdminDateWidget, "summary": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = Theme.objects.filter(is_active=True).select_related("parent")
        self.fields["theme"].queryset = themes  # type: ignore[attr-defined]
        genres = Genre.objects.filter(is_active=True)
        self.fields["genre"].queryset = genres  # type: ignore[attr-defined]
        if not self.instance.is_correction:
            del self.fields["change_note"], self.fields["hides_previous"]

    def freeze(self) -> None:
        """For reading only."""
        for field in self.fields.values():
            field.disabled = True


class SectionForm(forms.Form):
    """The text of one section."""

    html = ProseEditorFormField(
        config={"extensions": EXTENSIONS},
        widget=AdminProseEditorWidget,
        label="内容",
        required=False,
        help_text="可从 Word、WPS 直接粘贴。没有情况的请写“无”。",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, heading: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["html"].label = heading
        self.fields["html"].widget.attrs["aria-label"] = heading


class WorkbookForm(forms.Form):
    """The workbook to import, or another file with the form's tables."""

    file = forms.FileField(
        label="Excel 工作簿",
        help_text="xlsx 格式，不超过 20 MB；请先下载本报告的模板填写。"
        "已有 Word 文档（docx）或保存的网页（html）的，也可以直接选择，按表中的指标名称读取。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.docx,.html,.htm"}),
    )


class ConfirmForm(forms.Form):
    """Why a finding may stand."""

    check_id = forms.CharField(max_length=40, widget=forms.HiddenInput)
    reason = forms.CharField(label="理由", max_length=300)
