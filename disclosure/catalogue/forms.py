"""What staff fill in: the form of an entry."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminDateWidget
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget

from disclosure.agencies.models import Agency, Role, User
from disclosure.agencies.permissions import agencies_for
from disclosure.catalogue.actions import CONTENT_FIELDS, ENTRY_FIELDS
from disclosure.catalogue.models import Edition
from disclosure.lib.dates import to_minute
from disclosure.lib.html import plain_text, sanitise
from disclosure.pages.models import Category, Genre, Method, Theme, Validity
from disclosure.workflow.models import Event
from disclosure.workflow.states import State

# Tiptap names its table parts one by one; without them the editor dies silently.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Underline": True,
    "Strike": True,
    "Subscript": True,
    "Superscript": True,
    "Heading": {"levels": [2, 3, 4]},
    "HardBreak": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "HTML": True,
}
TEXT_FIELDS = (
    "title", "document_number", "written_on", "source", "publisher_name", "joint_issuers", "theme",
    "genre", "keywords", "summary", "body", "change_note", "hides_previous",
)  # fmt: skip
PLACE_FIELDS = (
    "category", "method", "closed_reason", "is_secret", "validity", "effective_on", "ends_on",
    "review_on",
)  # fmt: skip
FILES = "可一次选择多个文件：PDF、OFD、Word、Excel、WPS、图片，单个不超过 {} MB。"


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploaded files."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file checked as one."""
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files if file]


class EditionForm(forms.ModelForm):
    """A draft with the place of its entry: only title, agency and column are needed to save it."""

    user: User

    agency = forms.ModelChoiceField(Agency.objects.none(), label="发布机构")
    category = forms.ModelChoiceField(
        Category.objects.none(), label="栏目", help_text="公众在哪个栏目下看到它，例如 政策文件。"
    )
    method = forms.ChoiceField(
        label="公开方式",
        choices=Method,
        initial=Method.ACTIVE,
        help_text="主动公开：公众可见全文；依申请公开：只列目录；不予公开：不发布。",
    )
    closed_reason = forms.CharField(
        label="不予公开理由",
        max_length=300,
        required=False,
        help_text="选择“不予公开”时填写，例如 条例第十五条：涉及商业秘密。",
    )
    is_secret = forms.BooleanField(
        label="涉密", required=False, help_text="涉密信息永远不会发布；请勿在本系统处理涉密正文。"
    )
    validity = forms.ChoiceField(label="有效性", choices=Validity, initial=Validity.VALID)
    effective_on = forms.DateField(label="生效日期", required=False, widget=AdminDateWidget)
    ends_on = forms.DateField(
        label="失效或废止日期",
        required=False,
        widget=AdminDateWidget,
        help_text="自这一天起不再有效；有效期至 12 月 31 日的，填写次年 1 月 1 日。",
    )
    review_on = forms.DateField(
        label="复查日期",
        required=False,
        widget=AdminDateWidget,
        help_text="到期列入“到期与复查”；不填的，发布时按栏目的复查周期推算。",
    )
    body = ProseEditorFormField(
        config={"extensions": EXTENSIONS},
        widget=AdminProseEditorWidget,
        label="正文",
        required=False,
        help_text="可从 Word、WPS 直接粘贴，多余格式会自动清除；标题请用“标题 2”至“标题 4”。",
    )
    new_files = FilesField(
        label="上传附件",
        required=False,
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    class Meta:
        model = Edition
        fields = TEXT_FIELDS
        widgets = {"written_on": AdminDateWidget, "summary": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "title": "完整标题，例如 关于印发2026年政务公开工作要点的通知。",
            "source": "信息从哪里来，例如 市政务服务中心办公室。",
            "keywords": "用空格隔开，例如 政务公开 年度要点。",
            "summary": "一两句话，显示在列表和搜索结果中；不填则不显示。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = self.instance.pk is None
        self.offer_choices()
        self.fields["new_files"].help_text = FILES.format(settings.UPLOAD_LIMIT_MB)
        if not self.is_new:
            self.fill_place()
        if self.is_new or not self.instance.is_correction:
            for name in ("change_note", "hides_previous"):  # nothing was public before
                self.fields[name].widget = forms.HiddenInput()

    def offer_choices(self) -> None:
        """Only own agencies that exist, and values that are in use."""
        agencies = agencies_for(self.user, Role.EDITOR).filter(dissolved_on=None)
        rows: dict[str, Any] = {
            "agency": agencies,
            "category": Category.objects.shown().select_related("parent"),
            "theme": Theme.objects.filter(is_active=True).select_related("parent"),
            "genre": Genre.objects.filter(is_active=True),
        }
        if not self.is_new:
            rows["agency"] = Agency.objects.filter(pk=self.instance.entry.agency_id)
            rows["category"] |= Category.objects.filter(pk=self.instance.entry.category_id)
        for name, queryset in rows.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        only = list(agencies[:2])
        if self.is_new and len(only) == 1:
            self.fields["agency"].initial = only[0]

    def fill_place(self) -> None:
        """What the entry says; its agency never changes."""
        entry = self.instance.intended_entry()
        self.fields["agency"].disabled = True
        for name in ("agency", *PLACE_FIELDS):
            self.initial[name] = getattr(entry, name)
        self.initial["lock_version"] = self.instance.lock_version
        if entry.live_edition_id:
            for name in ("method", "closed_reason", "is_secret"):
                self.fields[name].disabled = True
                self.fields[name].help_text = "已发布的信息请先撤下，再另行处理公开方式。"

    def clean_body(self) -> str:
        """The text as it will be kept."""
        return sanitise(self.cleaned_data["body"])

    def clean(self) -> dict[str, Any]:
        """Contradictions that the database would refuse, then what a colleague wrote meanwhile."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = data.get("effective_on"), data.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", "失效或废止日期不能早于生效日期。")
        if not self.is_new:
            self.look_for_conflict(data)
        return data

    def look_for_conflict(self, data: dict[str, Any]) -> None:
        """Tell what somebody else saved after this form was opened, field by field."""
        theirs = Edition.objects.select_related("entry").get(pk=self.instance.pk)
        if theirs.state != State.DRAFT:
            label = State(theirs.state).label
            self.add_error(
                None, f"这份稿件现在是“{label}”，不能再修改；您的内容没有写入，仍在下面。"
            )
            return
        if data.get("lock_version") == theirs.lock_version:
            return
        self.add_error(None, told_who(theirs))
        for name in (*TEXT_FIELDS, *PLACE_FIELDS):
            other = getattr(theirs if name in TEXT_FIELDS else theirs.intended_entry(), name)
            if name in data and data[name] != other:
                self.add_error(name, f"对方保存的内容：{shown(name, other)}")
        again: Any = self.data.copy()  # type: ignore[attr-defined]
        again["lock_version"] = str(theirs.lock_version)
        self.data = again

    def written(self) -> dict[str, Any]:
        """Columns to write: all of a new draft, of an old one only what was changed."""
        names = (*TEXT_FIELDS, *PLACE_FIELDS)
        changed = [name for name in names if self.is_new or name in self.changed_data]
        return {column(name): value_of(self.cleaned_data[name]) for name in changed}


def column(name: str) -> str:
    """The column behind a field: foreign keys are written by id."""
    return f"{name}_id" if f"{name}_id" in (*CONTENT_FIELDS, *ENTRY_FIELDS) else name


def value_of(value: Any) -> Any:
    """The id of a row, anything else as it is."""
    return value.pk if isinstance(value, (Category, Theme, Genre)) else value


def told_who(edition: Edition) -> str:
    """Who saved last, and when."""
    last = Event.objects.filter(subject=f"catalogue.edition:{edition.pk}").first()
    who = (last.actor_name or last.actor) if last else "另一位同事"
    return (
        f"您打开之后，{who}于 {to_minute(edition.updated_at)} 保存过这份草稿。"
        "您的内容没有写入，仍在下面；"
        "不同之处已列在各栏旁边，请核对后再保存，保存将以您的内容为准。"
    )


def shown(name: str, value: Any) -> str:
    """A colleague's value as a person reads it."""
    if name == "body":
        return plain_text(value)[:2000] or "（空）"
    labels = {"method": dict(Method.choices), "validity": dict(Validity.choices)}
    if name in labels:
        return str(labels[name][value])
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if value not in ("", None) else "（空）"


def attachment_orders(data: Any, edition: Edition) -> Iterator[tuple[int, int]]:
    """Wanted place and id of each file of an edition, as posted beside its name."""
    for pk, position in edition.attachments.values_list("pk", "position"):
        raw = data.get(f"order-{pk}", "")
        yield (int(raw) if raw.isdecimal() else position), pk
