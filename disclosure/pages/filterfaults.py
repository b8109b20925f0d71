"""What is told of filters that are not understood: which, the value, what was expected."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from disclosure.pages.forms import CatalogueFilter, visible
from disclosure.pages.names import Names
from disclosure.pages.search.engine import ATTRIBUTES

# What a filter takes; those with choices say it themselves.
EXPECTED = {
    "q": "至多 200 个字，不含空字符",
    "agency": "机构代码，至多 18 个字符",
    "category": "栏目的代号，由字母、数字、连字符和下划线组成",
    "theme": "主题分类的代码，至多 10 个字符",
    "genre": "体裁的代码，至多 10 个字符",
    "year": "1949 至 2100 的整数",
}
SHOWN = 60  # characters of a value


@dataclass(frozen=True)
class Fault:
    """A filter that is not understood: what it is called, its value, what was expected."""

    label: str
    name: str
    value: str
    expected: str


def faults(form: CatalogueFilter) -> list[Fault]:
    """What is not understood of the filters."""
    understood = form.chosen()
    missed = [name for name in form.errors if name not in understood]
    return [fault(form, name, expected(form, name)) for name in missed]


def unknown(form: CatalogueFilter, names: Names) -> list[Fault]:
    """Codes that nothing has: a list shows them as tags, a file would only be empty."""
    coded = {name: value for name, value in form.chosen().items() if name in ATTRIBUTES}
    missing = [name for name, value in coded.items() if not names.below(name, value)]
    return [fault(form, name, f"目录中已有的{form.fields[name].label}") for name in missing]


def fault(form: CatalogueFilter, name: str, wanted: str) -> Fault:
    """One filter with its value, as much of it as is shown."""
    value = Truncator(visible(form.data.get(name, ""))).chars(SHOWN)
    return Fault(str(form.fields[name].label), name, value, wanted)


def expected(form: CatalogueFilter, name: str) -> str:
    """What a filter takes, in words."""
    choices = getattr(form.fields[name], "choices", ())
    each = [f"{value}（{label}）" for value, label in choices if value]
    return "、".join(each) + ("之一" if len(each) > 1 else "") if each else EXPECTED[name]


def told(form: CatalogueFilter) -> str:
    """What was left out, in a sentence; empty if everything was understood."""
    each = [f"{one.label}“{one.value}”（应为：{one.expected}）" for one in faults(form)]
    return f"有的条件无法识别，已忽略：{'；'.join(each)}。" if each else ""


def faults_html(form: CatalogueFilter) -> SafeString:
    """The same as a warning at the top of a list."""
    sentence = told(form)
    warning = '<p class="warning" role="alert">{}</p>'
    return format_html(warning, sentence) if sentence else SafeString()
