"""What the pages of an agency's life ask for."""

from django import forms
from django.contrib.admin.widgets import AdminDateWidget

from disclosure.agencies.models import Agency


class RenameForm(forms.Form):
    """A new name from a day on."""

    name = forms.CharField(label="新全称", max_length=100, help_text="例如 云岚市政务和数据局。")
    short_name = forms.CharField(label="新简称", max_length=50, required=False)
    on = forms.DateField(label="启用日期", widget=AdminDateWidget)


class DissolveForm(forms.Form):
    """The end of an agency, with or without a successor."""

    on = forms.DateField(label="撤销日期", widget=AdminDateWidget)


class MergeForm(DissolveForm):
    """The end of an agency whose duties go to another."""

    successor = forms.ModelChoiceField(
        Agency.objects.none(), label="承接机构", help_text="撤销后由哪个机构承担其职责。"
    )

    def __init__(self, *args: object, agency: Agency, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        others = Agency.objects.current().exclude(pk=agency.pk)
        self.fields["successor"].queryset = others  # type: ignore[attr-defined]
