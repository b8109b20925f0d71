"""What the pages that prove ask for: a question to the log, a period of the register."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from disclosure.agencies.models import Agency, User
from disclosure.catalogue.proof.asking import Question
from disclosure.catalogue.proof.register import readable
from disclosure.lib.widgets import DayInput
from disclosure.workflow.families import Family


class DayField(forms.DateField):
    """A day that a log can hold: far ones have no midnight in UTC."""

    widget = DayInput
    default_validators = [
        MinValueValidator(date(1990, 1, 1), "日期不能早于 1990 年。"),
        MaxValueValidator(date(2199, 12, 31), "日期不能晚于 2199 年。"),
    ]


class QuestionForm(forms.Form):
    """查日志."""

    record = forms.CharField(
        label="条目",
        max_length=100,
        required=False,
        help_text="索引号、文号或标题中的字，例如 002668899/2017-66815。",
    )
    person = forms.CharField(label="人员", max_length=50, required=False, help_text="姓名或账号。")
    family = forms.ChoiceField(
        label="做了什么", choices=[("", "全部"), *Family.choices], required=False
    )
    since = DayField(label="从", required=False)
    until = DayField(label="到", required=False)

    def clean(self) -> dict[str, Any]:
        """A period the right way round, and no byte that a database cannot hold."""
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", f"截止日期早于起始日期 {since}，请改正。")
        return data

    def question(self) -> Question:
        """What is asked."""
        return Question(**{name: self.cleaned_data[name] for name in self.fields})


class RegisterForm(forms.Form):
    """保密审查登记表: whose, and for which days."""

    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(), label="机构", required=False, empty_label="全部"
    )
    since = DayField(label="从")
    until = DayField(label="到")

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data or first_and_last())
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = readable(user)

    def agencies(self) -> list[Agency]:
        """The chosen one, or all."""
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        chosen = self.cleaned_data["agency"]
        return [chosen] if chosen else list(field.queryset or ())


def first_and_last() -> dict[str, date]:
    """This month so far."""
    today = timezone.localdate()
    return {"since": today.replace(day=1), "until": today}
