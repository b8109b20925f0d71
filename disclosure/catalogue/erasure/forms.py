"""What a purge asks of the two persons."""

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat

from disclosure.catalogue.models import Attachment, Entry
from disclosure.catalogue.models.erasures import Ground
from disclosure.catalogue.stepforms import ReasonForm, StepForm


class EraseForm(StepForm):
    """What is to go, on which ground."""

    ground = forms.ChoiceField(label="法律依据", choices=[("", "请选择"), *Ground.choices])
    note = forms.CharField(
        label="说明",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="永久保存，请勿写入个人信息，例如 当事人来函要求删除名单中的本人信息。",
    )
    pieces = forms.CharField(
        label="要清除的字词",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一个，在本条目的全部版本中清除，全角、带空格或连字符的写法也会找到。"
        "清除或者取消后不再保存。",
    )
    editions = forms.TypedMultipleChoiceField(
        label="整篇清除的版本",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="正文、概述、关键词、更新说明、审查意见、附件名称和说明全部清除。",
    )
    with_titles = forms.BooleanField(label="整篇清除时，标题一并清除", required=False)
    contents = forms.MultipleChoiceField(
        label="要清除的文件",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="文件内容从文件库中删除，封存的原件一并删除，只留下摘要。",
    )
    with_shared = forms.BooleanField(
        label="其他条目也使用所选文件的，一并清除",
        required=False,
        help_text="所涉条目会在下面列出；这些条目须未在公开，且您在其机构有相应角色。",
    )

    def __init__(self, entry: Entry, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        editions = entry.editions.order_by("number")
        self.choices("editions").choices = [
            (one.number, f"第 {one.number} 版（{one.get_state_display()}）") for one in editions
        ]
        files = file_choices(entry)
        self.choices("contents").choices = files
        if not files:
            del self.fields["contents"], self.fields["with_shared"]

    def choices(self, name: str) -> forms.MultipleChoiceField:
        """A field of boxes."""
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - as declared above
        return field

    def clean(self) -> dict[str, Any]:
        """Something must be named; pieces become a list."""
        data = super().clean() or {}
        data["pieces"] = [one.strip() for one in data.get("pieces", "").splitlines() if one.strip()]
        data["files"] = data.pop("contents", [])
        if not (data["pieces"] or data.get("editions") or data["files"]):
            raise forms.ValidationError("请写明要清除的字词，或者选择整篇清除的版本、文件。")
        return data


def file_choices(entry: Entry) -> list[tuple[str, str]]:
    """The contents of the entry's attachments that are still there, under their names."""
    rows = Attachment.objects.filter(edition__entry=entry, blob__erased_at=None)
    names: dict[str, str] = {}
    for row in rows.select_related("blob").order_by("edition__number", "position"):
        size = filesizeformat(row.blob.size)
        names.setdefault(row.blob_id, f"{row.name}（{size}，摘要 {row.blob_id[:12]}）")
    return list(names.items())


class ConfirmForm(StepForm):
    """The index number, typed by whoever confirms."""

    seen = forms.CharField(widget=forms.HiddenInput)
    number = forms.CharField(
        label="索引号",
        help_text="清除后不能恢复。核对上面的清单后，输入本条目的索引号表示确认。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, entry: Entry, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry = entry

    def clean_number(self) -> str:
        """Exactly this entry's number; one without a number is named as the page names it."""
        number: str = self.cleaned_data["number"].strip()
        if number != str(self.entry):
            raise forms.ValidationError(f"与本条目不符，应为 {self.entry}。")
        return number


class CancelForm(ReasonForm):
    """Why a request is given up."""

    prefix = "cancel"
