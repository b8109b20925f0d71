"""What each step of the workflow asks of the person who takes it."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils import timezone

from disclosure.catalogue.models import Entry
from disclosure.catalogue.models.emergencies import EmergencyGround
from disclosure.catalogue.models.reviews import Decision, LegalGround
from disclosure.catalogue.models.validity import ReviewResult
from disclosure.catalogue.models.withdrawals import OUTCOMES
from disclosure.catalogue.release.withdrawing import note_fault
from disclosure.lib.widgets import DayInput
from disclosure.pages.models import Validity

MOST = 5  # entries named when a title fits several


class StepForm(forms.Form):
    """What a step asks for: nothing. Its messages name the field and say what to do."""

    asks: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages |= messages_for(field)
            if isinstance(field, forms.SplitDateTimeField):
                for part, name in zip(field.fields, ("invalid_date", "invalid_time"), strict=True):
                    part.error_messages["invalid"] = field.error_messages[name]


def messages_for(field: forms.Field) -> dict[str, Any]:
    """What to say in the place of Django's own messages."""
    label = f"“{field.label}”"
    if isinstance(field, (forms.DateField, forms.SplitDateTimeField)):
        said = {"invalid": f"{label}请按 2026-12-01 的样式填写日期。"}
        said |= {"invalid_date": said["invalid"]}
        return said | {
            "required": f"请填写{label}。",
            "invalid_time": f"{label}请按 09:00 的样式填写时间。",
        }
    if isinstance(field, forms.ChoiceField):
        unknown = f"{label}中没有“%(value)s”这一项，可能刚被他人改动：请刷新页面后重新选择。"
        return {"required": f"请选择{label}。", "invalid_choice": unknown}
    return {
        "required": f"请填写{label}。",
        "min_length": f"{label}至少写 %(limit_value)d 个字，现在有 %(show_value)d 个字。",
        "max_length": f"{label}最多写 %(limit_value)d 个字，现在有 %(show_value)d 个字。",
    }


class ReasonForm(StepForm):
    """A reason that will stand in the log."""

    reason = forms.CharField(
        label="原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="将记入操作日志，例如 附件二缺页，请补充。",
    )


class SubmitForm(StepForm):
    """A reason, where problems have to be confirmed."""

    reason = forms.CharField(
        label="情况说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="有需要确认的问题时必填，说明为什么仍然提交。",
    )


class CorrectWordsForm(StepForm):
    """Words that stay as they are."""

    keep = forms.CharField(
        label="保留不改的用词",
        max_length=300,
        required=False,
        help_text="引文、名称中确须保留的，用空格隔开，例如 布署；不填则全部按建议改正。",
    )


class ReviewForm(StepForm):
    """What a reviewer decides, on which ground, and why."""

    position = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)  # the digest of what the page showed
    decision = forms.ChoiceField(label="结论", choices=Decision.choices, widget=forms.RadioSelect)
    legal_ground = forms.ChoiceField(
        label="法律依据", choices=[("", "请选择"), *LegalGround.choices], required=False
    )
    note = forms.CharField(
        label="意见",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="退回时必填，会显示给作者，例如 第三段的电话请隐去。",
    )


class TimeInput(AdminSplitDateTime):
    """A day and a time, each with its name, written as the help texts write them."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        written = (("日期", "%Y-%m-%d"), ("时间", "%H:%M"))
        for widget, (label, pattern) in zip(self.widgets, written, strict=True):
            widget.attrs["aria-label"] = label
            widget.format = pattern


class ReviewAfterForm(ReviewForm):
    """What a reviewer says of a page that is out already."""

    decision = forms.ChoiceField(
        label="结论",
        choices=[
            (Decision.APPROVED, "通过"),
            (Decision.RETURNED, "有异议，请发布人员撤下或者更正"),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="意见",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="有异议时必填，会告知发布人员，例如 附件二含住址，应当撤下。",
    )


def to_come(at: datetime | None) -> datetime | None:
    """A time to come, or none. Raises ValidationError."""
    if at and at <= timezone.now():
        raise forms.ValidationError("定时发布的时间必须晚于现在。")
    return at


class PublishForm(StepForm):
    """When to publish, and why outside the agency's hours."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    timed = forms.CharField(widget=forms.HiddenInput, required=False)  # the time that was shown
    at = forms.SplitDateTimeField(
        label="定时发布",
        required=False,
        widget=TimeInput,
        help_text="不填表示立即发布；定时的请填写今后的日期和时间，例如 2026-12-01 09:00。",
    )
    reason = forms.CharField(
        label="在发布时段以外立即发布的原因",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="只在发布时段以外立即发布时填写，将记入操作日志，例如 台风预警须立即发布。",
    )

    def clean_at(self) -> datetime | None:
        """A time to come."""
        return to_come(self.cleaned_data["at"])


class PublishManyForm(PublishForm):
    """The same for many; those that have their time stay as they are unless it is chosen."""

    seen = None  # type: ignore[assignment]  # each is looked at on its own page
    timed = None  # type: ignore[assignment]
    timed_too = forms.BooleanField(
        label="已定时间的也一并办理",
        required=False,
        help_text="不勾选的，已定时间的条目不改动，到时自动发布；勾选后它们按上面填写的时间或者立即发布。",
    )


class TimeForm(StepForm):
    """The new time of a scheduled release."""

    at = forms.SplitDateTimeField(
        label="改为",
        widget=TimeInput,
        help_text="今后的日期和时间，例如 2026-12-01 09:00。",
    )

    def clean_at(self) -> datetime | None:
        """A time to come."""
        return to_come(self.cleaned_data["at"])


class EmergencyForm(StepForm):
    """On which ground, and why the reviews cannot be waited for."""

    seen = forms.CharField(widget=forms.HiddenInput)
    ground = forms.ChoiceField(label="依据", choices=[("", "请选择"), *EmergencyGround.choices])
    reason = forms.CharField(
        label="理由",
        min_length=10,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="至少 10 个字，写明为什么不能等待审查，例如 台风红色预警须在一小时内告知公众。",
    )


class ValidityForm(StepForm):
    """What holds of a public entry from when, and who decided it."""

    validity = forms.ChoiceField(label="有效性", choices=Validity.choices, widget=forms.RadioSelect)
    effective_on = forms.DateField(
        label="生效日期", required=False, widget=DayInput, help_text="自这一天起有效。"
    )
    ends_on = forms.DateField(
        label="失效或废止日期",
        required=False,
        widget=DayInput,
        help_text="自这一天起不再有效；可以填写今后的日期，到期自动改为“失效”。",
    )
    basis = forms.CharField(
        label="依据",
        max_length=120,
        help_text="作出决定的文件的文号或者索引号，向公众显示，例如 国办发〔2016〕19号。",
    )
    reason = forms.CharField(
        label="原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="将记入操作日志，不向公众显示。",
    )


class RecheckForm(StepForm):
    """What a review came to, and when the next one is due."""

    result = forms.ChoiceField(
        label="复查结果", choices=ReviewResult.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="情况",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="将记入操作日志，例如 所依据的办法仍然有效。",
    )
    next_on = forms.DateField(
        label="下次复查日期",
        required=False,
        widget=DayInput,
        help_text="结果为“应当废止”的可以不填，在改变有效性之前一直列在“到期与复查”中。",
    )


class WithdrawForm(StepForm):
    """Why a page is taken down, said to the public, and what stands in its place."""

    reason = forms.ChoiceField(
        label="撤下原因",
        choices=[(reason, f"{reason.label}：{does.says}。") for reason, does in OUTCOMES.items()],
        widget=forms.RadioSelect,
    )
    successor = forms.CharField(
        label="替代信息",
        max_length=300,
        required=False,
        help_text="原因为“已由其他信息替代”“已并入”时必填：正在公开的信息的索引号、网址或者标题。",
    )
    note = forms.CharField(
        label="撤下说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="将向公众显示（涉及个人信息的除外），例如 内容有误，更正后重新发布。"
        "请勿写入个人信息。",
    )

    def clean_successor(self) -> Entry | None:
        """The one public entry that is meant."""
        text = self.cleaned_data["successor"].strip()
        if not text:
            return None
        found = list(Entry.objects.live().named(text).select_related("live_edition")[: MOST + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(f"没有正在公开的信息符合“{text}”，请核对索引号或者标题。")
        names = "；".join(f"{one.index_number} {one.live_edition}" for one in found[:MOST])
        raise forms.ValidationError(f"符合“{text}”的不止一条，请填写其中一条的索引号：{names}。")

    def clean_note(self) -> str:
        """A note that may be shown."""
        note: str = self.cleaned_data["note"]
        if fault := note_fault(note):
            raise forms.ValidationError(fault)
        return note
